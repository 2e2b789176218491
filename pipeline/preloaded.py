"""What the process has read that the scheduler's tasks are forked from: else each of them takes a second to read it.

`[scheduler] mp_forkserver_preload` names this module (scripts/start_airflow.py, docker-compose.yml). DuckDB and Arrow
are left to the tasks: they start threads, which a fork does not carry over.
"""

from __future__ import annotations

import extractors.articles.page
import extractors.feeds.collect  # noqa: F401 - these two are what reads pages and polls
from extractors.casualties import default_extractor
from extractors.documents import Document
from pipeline.reading_version import code_digest

default_extractor(Document("", "", "A blast in Aleppo killed five people."))  # its lists and the gazetteer, 80 MB
code_digest()  # of the code that was read here: what a task stages bears the version of what read it
