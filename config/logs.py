"""One log line per happening, through structlog: readable on a terminal, JSON in production."""

import logging.config
from http import HTTPStatus

import structlog

SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def without_trace(record: logging.LogRecord) -> bool:
    """What a visitor did wrong is one line: nothing of ours is to be traced, and anybody could fill the log with it."""
    status = getattr(record, "status_code", 0)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        record.exc_info = None
    return True


def configure(*, json: bool, level: str = "INFO") -> None:
    """Sends both structlog's and the standard library's records to stderr in the same form."""
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )  # a plain traceback: the richer ones print local variables, which may hold what a family wrote (T26)
    finish: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        renderer,
    ]
    if json:
        finish = [finish[0], structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": finish,
                    "foreign_pre_chain": SHARED,
                }
            },
            "filters": {"without_trace": {"()": lambda: without_trace}},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_trace"]}
            },
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
