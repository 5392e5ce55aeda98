# Measures one thing that other programs do, on one core, and prints a JSON object. Run by `cargo xtask bench match`.
import io
import json
import pathlib
import sys
import time

import numpy as np

SEARCHES = 200


def codes(count, seed):
    """Random 256-bit codes, every fifth in a cluster of fifty, as our own bench has them."""
    made = np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)
    centres = np.arange(0, count, 5) // 250 * 250
    made[::5] = made[centres]
    rng = np.random.default_rng(seed + 1)
    for _ in range(20):
        rows = np.arange(0, count, 5)
        bits = rng.integers(0, 256, len(rows))
        made[rows, bits // 8] ^= (1 << (bits % 8)).astype(np.uint8)
    return made


def queries(stored, count):
    rng = np.random.default_rng(9)
    near = stored[rng.integers(0, len(stored), count // 2)].copy()
    for _ in range(15):
        bits = rng.integers(0, 256, len(near))
        near[np.arange(len(near)), bits // 8] ^= (1 << (bits % 8)).astype(np.uint8)
    return np.concatenate([near, codes(count - len(near), 77)])


def faiss():
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


def each(index, stored):
    asked = queries(stored, SEARCHES)
    index.range_search(asked[:10], 32)
    start = time.perf_counter()
    for query in asked:
        index.range_search(query[None], 32)
    return {"us": (time.perf_counter() - start) / SEARCHES * 1e6}


def flat(count):
    index, stored = faiss().IndexBinaryFlat(256), codes(int(count), 1)
    index.add(stored)
    return each(index, stored)


def multihash(count):
    index, stored = faiss().IndexBinaryMultiHash(256, 16, 16), codes(int(count), 1)
    index.nflip = 1
    index.add(stored)
    return each(index, stored)


def scan(count, radius):
    index, stored = faiss().IndexBinaryFlat(256), codes(1_000_000, 1)
    index.add(stored)
    asked = codes(int(count), 77)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        index.range_search(asked, int(radius) + 1)
        times.append(time.perf_counter() - start)
    return {"pairs_per_second": len(asked) * len(stored) / sorted(times)[2]}


def photo(folder):
    import pdqhash
    from PIL import Image

    file = pathlib.Path(folder, "photo.jpg").read_bytes()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        pdqhash.compute_dihedral(np.asarray(Image.open(io.BytesIO(file)).convert("RGB")))
        times.append(time.perf_counter() - start)
    return {"ms": sorted(times)[7] * 1000}


def view(model):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    shape = [size if isinstance(size, int) else (1 if at == 0 else 288) for at, size in enumerate(entry.shape)]
    kind = np.uint8 if "uint8" in entry.type else np.float32
    picture = {entry.name: np.random.default_rng(1).integers(0, 255, shape).astype(kind)}
    times = []
    for _ in range(30):
        start = time.perf_counter()
        session.run(None, picture)
        times.append(time.perf_counter() - start)
    return {"ms": sorted(times)[15] * 1000}


def onnxruntime():
    """Where its library is, for our own program to load."""
    from importlib.util import find_spec

    folder = pathlib.Path(find_spec("onnxruntime").origin).parent / "capi"
    found = sorted(folder.glob("libonnxruntime.so.*")) + sorted(folder.glob("libonnxruntime*.dylib"))
    return str(found[0]) if found else None


def versions():
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in ["faiss-cpu", "onnxruntime", "pdqhash", "pillow"])


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
