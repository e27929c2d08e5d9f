"""Verbs of the observatory. Each owns its transaction, writes only rows of this room, and never enqueues."""

from research.services.answering import record_response, save_page, submit_response
from research.services.instruments import load_own_instruments, publish_instrument
from research.services.measuring import open_measurements
from research.services.reports import build_report, publish_report, request_report

__all__ = [
    "build_report",
    "load_own_instruments",
    "open_measurements",
    "publish_instrument",
    "publish_report",
    "record_response",
    "request_report",
    "save_page",
    "submit_response",
]
