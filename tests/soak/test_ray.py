"""Ray: two machines, one worker killed, and the result of one machine."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from gongwen.batch import local_engine, tag_batch, verify
from gongwen.batch.cluster import ray_engine
from tests.batch.runs import contents


def test_a_killed_worker_changes_nothing(documents: Path, tmp_path: Path) -> None:
    import ray
    from ray.cluster_utils import Cluster

    tag_batch([documents], tmp_path / "local", engine=local_engine(1))
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    killed: list[int] = []
    stop = threading.Event()

    def kill() -> None:
        while not killed and not stop.is_set():
            if list((tmp_path / "ray/work").glob("shard-*.json")):  # at work, and not done
                killed.extend(_workers()[:1])
                for process in killed:
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        tag_batch([documents], tmp_path / "ray", engine=ray_engine(cluster.address, 2))
    finally:
        stop.set()
        thread.join()
        ray.shutdown()
        cluster.shutdown()
    assert killed
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert list(verify(tmp_path / "ray", sources=True)) == []


def _workers() -> list[int]:
    """Process ids of Ray's actors that tag."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "ray::" in line and "MapWorker" in line]
