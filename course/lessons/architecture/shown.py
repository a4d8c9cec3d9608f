"""How a table with sentences in it is shown."""

import pandas as pd
from pandas.io.formats.style import Styler
from pandas.io.formats.style_render import CSSDict


def shown(frame: pd.DataFrame) -> Styler:
    """The table with its texts whole and to the left, and without row numbers."""
    left = CSSDict(selector="th, td", props=[("text-align", "left"), ("vertical-align", "top")])
    return frame.style.hide().set_table_styles([left])
