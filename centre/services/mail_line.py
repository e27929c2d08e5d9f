"""The line to the mail server: made before a round, and once more after a break."""

import smtplib

FAILURES = (OSError, smtplib.SMTPException)


def open_line(mailer) -> bool:
    """Whether there is a mail server; one connection then carries the whole round."""
    try:
        mailer.open()
    except FAILURES:
        return False
    return True


def still_open(mailer, error: Exception) -> bool:
    """A refusal leaves the connection as it was; after a break it is made once more."""
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return True
    mailer.close()
    return open_line(mailer)
