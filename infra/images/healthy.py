"""Health check inside our image: `healthy.py URL [PART]`; only the standard library, it runs often.

The page must answer 2xx; with a part, the page's JSON must call that part healthy, as Airflow's does.
"""

import json
import sys
import urllib.request

url, *parts = sys.argv[1:]
with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310  # a page of this stack
    body = page.read()
for part in parts:
    if json.loads(body)[part]["status"] != "healthy":
        sys.exit(f"{part} is not healthy")
