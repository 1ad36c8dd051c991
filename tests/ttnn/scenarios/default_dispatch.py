"""A device opened as most people open it, with nothing said about which cores dispatch; then one
where Tensix cores do."""
import ttnn

import truth
from truth import DRAM


def run(device):
    x = truth.tensor(device, [1, 1, 2048, 2048], DRAM)
    for name, call in (("matmul", lambda: ttnn.matmul(x, x, memory_config=DRAM)),
                       ("gelu", lambda: ttnn.gelu(x, memory_config=DRAM)),
                       ("softmax", lambda: ttnn.softmax(x, memory_config=DRAM)),
                       ("layer_norm", lambda: ttnn.layer_norm(x, memory_config=DRAM)),
                       ("permute", lambda: ttnn.permute(x, (0, 1, 3, 2), memory_config=DRAM))):
        call()
        truth.step(name, launches=1, regions=True)


for dispatch in (ttnn.DispatchCoreConfig(),
                 ttnn.DispatchCoreConfig(ttnn.DispatchCoreType.WORKER)):
    with truth.opened(dispatch_core_config=dispatch) as device:
        run(device)
