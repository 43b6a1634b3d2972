"""Array types of the package."""

import numpy as np
from numpy.typing import NDArray

Bool = NDArray[np.bool_]
Int = NDArray[np.int64]
Float = NDArray[np.float32]
Double = NDArray[np.float64]
