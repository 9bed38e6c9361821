"""Checks the graphs of a packed model by the rules of ONNX itself: checker, shape inference, external data.

    pip install onnx
    npm run -s lamina -- pack test/golden/model /tmp/packed --precision float32
    npm run -s golden -- test/golden   (or any run of the engine on it: graphs are written when they are first used)
    python scripts/check-graphs.py /tmp/packed

A block against torch is what `npm run golden` compares.
"""

import sys
from pathlib import Path

import onnx
from onnx import TensorProto

folder = Path(sys.argv[1])
paths = sorted(folder.glob("*.onnx"))
failed = 0 if paths else 1
for path in paths:
    try:
        onnx.checker.check_model(str(path), full_check=False)
        model = onnx.load(str(path), load_external_data=False)
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=False)
        weights = [w for w in model.graph.initializer if w.data_location == TensorProto.EXTERNAL]
        for weight in weights:
            place = {entry.key: entry.value for entry in weight.external_data}
            end = int(place["offset"]) + int(place["length"])
            if end > (folder / place["location"]).stat().st_size:
                raise ValueError(f"{weight.name} ends after the end of {place['location']}")
        print(f"ok      {path.name}: {len(model.graph.node)} nodes, {len(weights)} weights outside, "
              f"{len(inferred.graph.value_info)} shapes inferred")
    except Exception as error:  # noqa: BLE001: whatever is wrong is reported, graph by graph
        failed = 1
        print(f"FAILED  {path.name}: {error}")
sys.exit(failed)
