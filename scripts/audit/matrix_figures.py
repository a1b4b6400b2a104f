"""What is in the matrix: shape, norms, common direction, spectrum."""

import numpy as np

from populations import Values
from similarity import Variant
from spreads import check_spread


def check_matrix(figures, section, stored, metric):
    rows = stored.astype(np.float64)
    n, d = rows.shape
    for name, truth in {
        "rows": n,
        "dimensions": d,
        "notFiniteRows": int((~np.isfinite(rows)).any(axis=1).sum()),
        "zeroRows": int((rows == 0).all(axis=1).sum()),
        "constantRows": int(((rows == rows[:, :1]).all(axis=1) & (rows[:, 0] != 0)).sum()),
        "repeatedRows": n - len(np.unique(rows, axis=0)),
    }.items():
        figures.exact(name, section[name], truth)

    norms = np.linalg.norm(rows, axis=1)
    rows, norms = rows[norms > 0], norms[norms > 0]
    check_spread(figures, "norms", section["norms"], Values(norms))
    figures.close("normVariation", section["normVariation"], float(norms.std(ddof=1) / norms.mean()))
    # Components are centred only if the report's measure does it.
    unit = Variant("pearson" if metric == "pearson" else "cosine").prepared(rows)
    figures.estimate("commonDirection", section["commonDirection"], float(np.linalg.norm(unit.mean(axis=0))))
    along = d * rows.mean(axis=1) ** 2 / norms**2
    figures.estimate("componentMeanShare", section["componentMeanShare"], float(along.mean()))
    check_spectrum(figures, section, rows)


def check_spectrum(figures, section, rows):
    variances = np.linalg.eigvalsh(np.cov(rows.T))[::-1].clip(0)
    shares = variances / variances.sum()
    for place, share in enumerate(section["spectrum"]):
        figures.close(f"spectrum {place + 1}", share, float(shares[place]))
    dimension = float(variances.sum() ** 2 / np.square(variances).sum())
    figures.estimate("effectiveDimension", section["effectiveDimension"], dimension)
    reached = np.concatenate([[0], np.cumsum(shares)])
    for line in section["axesForShare"]:
        axes, share = line["axes"], line["share"]
        # The spectrum is right to 1e-3, and so is where it reaches a share.
        good = reached[axes] >= share - 1e-3 and reached[axes - 1] < share + 1e-3
        figures.require(good, f"{axes} axes for {share}: they have {reached[axes]:.4f}")
