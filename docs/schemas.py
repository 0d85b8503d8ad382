"""Writes the JSON Schemas of the YAML rule files, as the program would check those files today.

python docs/schemas.py
"""

import json
from pathlib import Path

from acmeinc.process.rule_schema import READERS, schema_of

FOLDER = Path(__file__).parents[1] / "schemas"


def text_of(name: str) -> str:
    """Return the schema of the file `name`, without `.yaml`, as it is kept."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in READERS:
        (FOLDER / f"{each}.schema.json").write_text(text_of(each), encoding="utf-8", newline="\n")
