"""The engine for several machines: Ray Data hands out shard numbers, workers write the shards themselves.

Ray keeps no order, names files by chance and may run a task twice; none of that matters, as it never sees a record:
what a shard is called and when it is done is settled by `shard`. The run's folder must be on storage that all machines
share under one path, and so must the files and a model folder that is not the shipped one.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import BatchError, GongwenError, MissingExtraError
from .local import Engine, Tell
from .worker import Job, Worker


class ShardTagger:
    """What Ray runs on its machines: a worker that is kept between shards."""

    def __init__(self, folder: str, job: Job) -> None:
        self._worker = Worker(Path(folder), job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """A batch of shard numbers → the files done and their paragraphs."""
        files: dict[str, int] = {}

        def tell(path: str, paragraphs: int, done: bool) -> None:
            if done:
                files[path] = paragraphs

        for shard in batch["shard"]:
            self._worker.run(int(shard), tell=tell)
        return {"path": list(files), "paragraphs": list(files.values())}


def ray_engine(address: str | None = None, workers: int | None = None, threads: int = 1) -> Engine:
    """Workers on the machines of a Ray cluster.

    Args:
        address: of the cluster, or ``auto``; without it one is started on this machine.
        workers: at most this many at a time; by default as many as the cluster has cores for. Ray starts those that die
            anew, and gives their shards to others.
        threads: cores of a worker.

    Raises:
        MissingExtraError: the package ray is not installed.
    """
    try:
        import ray  # noqa: PLC0415
        from ray.data import DataContext  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("tagging on several machines", "scale", "ray[data]") from error

    def engine(folder: Path, job: Job, shards: Sequence[int], tell: Tell) -> None:
        if not ray.is_initialized():
            ray.init(address=address, log_to_driver=False)
        DataContext.get_current().enable_progress_bars = False
        cores = int(ray.cluster_resources().get("CPU", 1))
        most = min(workers or max(1, cores // threads), len(shards))
        rows = ray.data.from_items([{"shard": shard} for shard in shards], override_num_blocks=len(shards))
        done = rows.map_batches(
            ShardTagger,
            fn_constructor_args=(str(folder.resolve()), replace(job, threads=threads)),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most),
            num_cpus=threads,
        )
        try:
            for row in done.iter_rows():
                tell(row["path"], row["paragraphs"])
        except ray.exceptions.RayError as error:
            cause = getattr(error, "cause", None)
            raise BatchError(str(cause if isinstance(cause, GongwenError) else error)) from error

    return engine
