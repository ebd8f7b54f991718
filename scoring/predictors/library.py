"""LightGBM's own library, called through its C interface: what serves a model needs nothing else of the package.

Its Python half would bring SciPy, half a second of start and 60 MB into every process; the library takes 8 ms.
It needs the system's ``libgomp.so.1`` (Debian: libgomp1), which slim images lack; without it scores come from rules.
Source: ``include/LightGBM/c_api.h`` of LightGBM 4.
"""

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_int64, c_void_p
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from realestate.lib.checkup import Finding
from scoring.errors import ModelNotUsable

FLOAT64, ROW_MAJOR = 1, 1
RAW, CONTRIBUTIONS = 1, 3  # C_API_PREDICT_...
ALL_TREES = -1
ONE_THREAD = b"num_threads=1"  # two threads are slower beside a server

_SIGNATURES = {
    "LGBM_SetMaxThreads": [c_int],
    "LGBM_BoosterLoadModelFromString": [c_char_p, POINTER(c_int), POINTER(c_void_p)],
    "LGBM_BoosterFree": [c_void_p],
    "LGBM_BoosterGetNumFeature": [c_void_p, POINTER(c_int)],
    "LGBM_BoosterPredictForMat": [
        c_void_p, c_void_p, c_int, c_int32, c_int32, c_int, c_int, c_int, c_int, c_char_p, POINTER(c_int64), c_void_p
    ],
    "LGBM_BoosterPredictForMatSingleRowFastInit": [
        c_void_p, c_int, c_int, c_int, c_int, c_int32, c_char_p, POINTER(c_void_p)
    ],
    "LGBM_FastConfigFree": [c_void_p],
}  # fmt: skip


class Library:
    """The loaded library. A call that it refuses raises ``ModelNotUsable`` in its own words."""

    def __init__(self, path: str) -> None:
        self._patient = ctypes.CDLL(path)
        self._patient.LGBM_GetLastError.restype = c_char_p
        for name, arguments in _SIGNATURES.items():
            function = getattr(self._patient, name)
            function.argtypes, function.restype, function.errcheck = arguments, c_int, self._check
        # Microseconds are not worth letting go of the interpreter: getting it back may take milliseconds.
        self.predict_row = ctypes.PyDLL(path).LGBM_BoosterPredictForMatSingleRowFast
        self.predict_row.argtypes = [c_void_p, c_void_p, POINTER(c_int64), POINTER(c_double)]
        self.predict_row.restype = c_int
        self.call("LGBM_SetMaxThreads", 1)

    def call(self, name: str, *arguments: object) -> None:
        """Call one function of the interface, named there."""
        getattr(self._patient, name)(*arguments)

    def refusal(self) -> ModelNotUsable:
        """Return the last error as ours."""
        return ModelNotUsable(f"LightGBM: {self._patient.LGBM_GetLastError().decode(errors='replace')}")

    def _check(self, code: int, *_: object) -> int:
        if code:
            raise self.refusal()
        return code


@cache
def load() -> Library:
    """Return the library, loaded once in each process.

    Raises:
        ModelNotUsable: it is not installed, or the system lacks libgomp.
    """
    try:
        return Library(str(_path()))
    except OSError as error:
        raise ModelNotUsable(f"LightGBM's library does not load: {error}.") from error


def finding() -> Finding:
    """Say whether learned models can be used, for ``doctor`` and the health page."""
    try:
        load()
    except ModelNotUsable as error:
        return Finding(ok=False, says=f"{error.message} Scores come from rules; on Debian: apt-get install libgomp1")
    return Finding(ok=True, says=f"LightGBM {version('lightgbm')} is ready")


def _path() -> Path:
    """Return where the library lies; asks for the package's folder without importing the package."""
    spec = find_spec("lightgbm")
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotUsable("LightGBM is not installed.")
    return Path(spec.submodule_search_locations[0]) / "lib" / "lib_lightgbm.so"
