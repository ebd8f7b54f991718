"""Files of public sales, read as columns: King County, Miami-Dade and Ames. Each says which cells are no feature.

What is known only after the sale, or is the price by another name, is left out: identifiers, sale type and condition.
"""

import csv
import gzip
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from realestate.lib.errors import DomainError
from scoring.valuation.sales import Fact, Homes, Sales

Row = Mapping[str, str]
Read = Callable[[Row], float]

KM_PER_DEGREE = 111.2
QUALITIES = {"Ex": 5.0, "Gd": 4.0, "TA": 3.0, "Fa": 2.0, "Po": 1.0, "NA": 0.0}


class UnreadableSales(DomainError):
    """The file is not one of sales, or a row of it cannot be read."""

    code = "unreadable_sales"


def read_sales(path: Path, schema: str) -> Sales:
    """Return the sales of a CSV file, gzipped or not.

    Raises:
        UnreadableSales: the file or a row of it cannot be read, with its number; or the schema is unknown.
    """
    if schema not in SCHEMAS:
        raise UnreadableSales(f"“{schema}” is no schema. There are {', '.join(SCHEMAS)}.")
    facts, place, area, day, price = SCHEMAS[schema]
    values, places, areas, days, prices = [], [], [], [], []
    for number, row in enumerate(_rows(path), start=2):
        try:
            values.append([read(row) for read in facts.values()])
            places.append(place(row))
            areas.append(area(row))
            days.append(day(row))
            prices.append(_positive(row, price))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise UnreadableSales(f"{path.name}, line {number}: {type(error).__name__} {error}.") from error
    if not values:
        raise UnreadableSales(f"{path.name} holds no sale.")
    homes = Homes(facts=tuple(facts), values=np.array(values), place=np.array(places), area=np.array(areas))
    return Sales(homes=homes, day=np.array(days), price=np.array(prices))


def _rows(path: Path) -> Sequence[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSales(f"{path} cannot be read: {error}.") from error


def _positive(row: Row, name: str) -> float:
    amount = float(row[name])
    if not 0 < amount < float("inf"):
        raise ValueError(f"{name} is {row[name]}")
    return amount


def _number(name: str, *, per: float = 1.0) -> Read:
    """Read a number; NA and an empty cell are none of it."""
    return lambda row: float(row[name]) / per if row[name] not in ("NA", "") else 0.0


def _log(name: str, *, plus: float = 0.0) -> Read:
    return lambda row: float(np.log(float(row[name]) + plus))


def _is(name: str, *words: str) -> Read:
    return lambda row: float(row[name] in words)


def _quality(name: str) -> Read:
    return lambda row: QUALITIES[row[name]]


def _years(since: str, sold: Callable[[Row], int]) -> Read:
    return lambda row: float(sold(row) - int(row[since]))


def _on_the_globe(north: str, east: str, latitude: float) -> Callable[[Row], list[float]]:
    """Read kilometres from degrees, right near a latitude."""
    shrink = float(np.cos(np.radians(latitude)))
    return lambda row: [float(row[north]) * KM_PER_DEGREE, float(row[east]) * KM_PER_DEGREE * shrink]


def _king_year(row: Row) -> int:
    return int(row["date"][:4])


def _king_day(row: Row) -> float:
    told = row["date"]
    return float(date(int(told[:4]), int(told[4:6]), int(told[6:8])).toordinal())


def _ames_year(row: Row) -> int:
    return int(row["YrSold"])


def _since_renovation(row: Row) -> float:
    """Return years since a renovation, 60 where there was none."""
    return float(_king_year(row) - int(row["yr_renovated"])) if int(row["yr_renovated"]) else 60.0


KING: dict[Fact, Read] = {
    Fact(name="living", words="Living area", is_log=True, elasticity=0.5): _log("sqft_living"),
    Fact(name="lot", words="Lot", is_log=True, elasticity=0.05): _log("sqft_lot"),
    Fact(name="age", words="Age"): _years("yr_built", _king_year),
    Fact(name="renovated", words="Renovation"): _since_renovation,
    Fact(name="grade", words="Building grade"): _number("grade"),
    Fact(name="condition", words="Condition"): _number("condition"),
    Fact(name="view", words="View"): _number("view"),
    Fact(name="waterfront", words="Waterfront"): _number("waterfront"),
    Fact(name="baths", words="Baths"): _number("bathrooms"),
    Fact(name="beds", words="Bedrooms"): _number("bedrooms"),
    Fact(name="floors", words="Floors"): _number("floors"),
    Fact(name="basement", words="Basement"): lambda row: float(row["sqft_basement"]) / float(row["sqft_living"]),
    Fact(name="living_near", words="Size of the homes around", is_log=True): _log("sqft_living15"),
    Fact(name="lot_near", words="Lots around", is_log=True): _log("sqft_lot15"),
}
MIAMI: dict[Fact, Read] = {
    Fact(name="living", words="Living area", is_log=True, elasticity=0.5): _log("TOT_LVG_AREA"),
    Fact(name="lot", words="Lot", is_log=True, elasticity=0.05): _log("LND_SQFOOT"),
    Fact(name="age", words="Age"): _number("age"),
    Fact(name="extras", words="Pool and other extras", is_log=True): _log("SPEC_FEAT_VAL", plus=1_000),
    Fact(name="quality", words="Building quality"): _number("structure_quality"),
    Fact(name="rail", words="Distance to rail", is_log=True): _log("RAIL_DIST", plus=500),
    Fact(name="ocean", words="Distance to the ocean", is_log=True): _log("OCEAN_DIST", plus=500),
    Fact(name="water", words="Distance to water", is_log=True): _log("WATER_DIST", plus=200),
    Fact(name="centre", words="Distance to the centre", is_log=True): _log("CNTR_DIST", plus=500),
    Fact(name="sub_centre", words="Distance to a sub-centre", is_log=True): _log("SUBCNTR_DI", plus=500),
    Fact(name="highway", words="Distance to a highway", is_log=True): _log("HWY_DIST", plus=500),
    Fact(name="noise", words="Aircraft noise"): _number("avno60plus"),
}
AMES: dict[Fact, Read] = {
    Fact(name="living", words="Living area", is_log=True, elasticity=0.5): _log("GrLivArea"),
    Fact(name="lot", words="Lot", is_log=True, elasticity=0.05): _log("LotArea"),
    Fact(name="quality", words="Building quality"): _number("OverallQual"),
    Fact(name="condition", words="Condition"): _number("OverallCond"),
    Fact(name="age", words="Age"): _years("YearBuilt", _ames_year),
    Fact(name="renovated", words="Renovation"): _years("YearRemodAdd", _ames_year),
    Fact(name="basement", words="Basement"): _number("TotalBsmtSF", per=1_000),
    Fact(name="basement_finished", words="Finished basement"): _number("BsmtFinSF1", per=1_000),
    Fact(name="basement_quality", words="Basement quality"): _quality("BsmtQual"),
    Fact(name="kitchen", words="Kitchen quality"): _quality("KitchenQual"),
    Fact(name="exterior", words="Exterior quality"): _quality("ExterQual"),
    Fact(name="baths", words="Baths"): _number("FullBath"),
    Fact(name="half_baths", words="Half baths"): _number("HalfBath"),
    Fact(name="basement_baths", words="Basement baths"): _number("BsmtFullBath"),
    Fact(name="garage", words="Garage places"): _number("GarageCars"),
    Fact(name="garage_area", words="Garage area"): _number("GarageArea", per=100),
    Fact(name="fireplaces", words="Fireplaces"): _number("Fireplaces"),
    Fact(name="cooled", words="Central air"): _is("CentralAir", "Y"),
    Fact(name="typical", words="Layout"): _is("Functional", "Typ"),
    Fact(name="dense", words="Denser zoning"): _is("MSZoning", "RM", "RH"),
    Fact(name="commercial", words="Commercial zoning"): _is("MSZoning", "C (all)"),
}
NOWHERE = [float("nan"), float("nan")]
SCHEMAS: dict[str, tuple[dict[Fact, Read], Callable[[Row], list[float]], Callable[[Row], str], Read, str]] = {
    "kingcounty": (KING, _on_the_globe("lat", "long", 47.5), lambda row: row["zipcode"], _king_day, "price"),
    "miami": (
        MIAMI,
        _on_the_globe("LATITUDE", "LONGITUDE", 25.7),
        lambda row: "",
        lambda row: float(date(2016, int(row["month_sold"]), 15).toordinal()),
        "SALE_PRC",
    ),
    "ames": (
        AMES,
        lambda row: NOWHERE,
        lambda row: row["Neighborhood"],
        lambda row: float(date(_ames_year(row), int(row["MoSold"]), 15).toordinal()),
        "SalePrice",
    ),
}
