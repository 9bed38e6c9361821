"""Makes blocks of every type that is read from GGUF, and what the gguf package (llama.cpp's) makes of them.

    pip install gguf safetensors
    python scripts/make-gguf.py /tmp/blocks.gguf /tmp/blocks.safetensors
    node scripts/run.mjs scripts/check-gguf.ts /tmp/blocks.gguf /tmp/blocks.safetensors
"""

import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from safetensors.numpy import save_file

ROWS, COLUMNS = 37, 768
rng = np.random.default_rng(1)


def random_blocks(kind: Type) -> np.ndarray:
    """Bytes that are all over, with scales that are small numbers."""
    values, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (ROWS * COLUMNS // values, size), dtype=np.uint8)
    places = {Type.Q8_0: [0], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208]}[kind]
    for place in places:
        scales = rng.normal(0, 0.01, len(blocks)).astype(np.float16)
        blocks[:, place : place + 2] = scales[:, None].view(np.uint8)
    return blocks.reshape(ROWS, -1)


writer = gguf.GGUFWriter(sys.argv[1], "qwen_image")
writer.add_array("some.texts", ["of", "no", "matter"])
expected = {}
for kind in (Type.Q8_0, Type.Q4_K, Type.Q5_K, Type.Q6_K):
    blocks = random_blocks(kind)
    writer.add_tensor(kind.name, blocks, raw_dtype=kind)
    expected[kind.name] = gguf.quants.dequantize(blocks, kind).astype(np.float32)
floats = rng.normal(0, 1, (ROWS, COLUMNS)).astype(np.float32)
for kind in (Type.F32, Type.F16, Type.BF16):
    stored = gguf.quants.quantize(floats, kind)
    writer.add_tensor(kind.name, stored, raw_dtype=kind)
    expected[kind.name] = gguf.quants.dequantize(stored, kind).astype(np.float32)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
save_file(expected, sys.argv[2])
