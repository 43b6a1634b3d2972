#!/bin/sh
# 离线安装 gongwen-tagger：sh install.sh [安装目录]。找到合适的 Python，其余由 install.py 完成。
# 指定某个 Python：PYTHON=/opt/python/bin/python3 sh install.sh
set -eu
cd "$(dirname "$0")"

fits() {
    "$1" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in ("3.11", "3.12", "3.13"))' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    if fits "$PYTHON"; then
        exec "$PYTHON" -I -B install.py "$@"
    fi
    echo "PYTHON=$PYTHON 不能运行，或者不是 3.11、3.12、3.13 版。" >&2
    exit 2
fi
for python in python3.13 python3.12 python3.11 python3 python; do
    if fits "$python"; then
        exec "$python" -I -B install.py "$@"
    fi
done
echo "没有找到 Python 3.11、3.12 或 3.13。请先安装其中之一（见 offline.md“准备 Python”），" >&2
echo "或者指明它的位置：PYTHON=/opt/python/bin/python3 sh install.sh" >&2
exit 2
