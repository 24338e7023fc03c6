"""The page where a person pays: calm, plain, and nothing on it from anywhere else."""

import hashlib
from base64 import b64encode
from html import escape

from api.gateways.sandbox.charges import Charge, Outcome, Telling

_STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.55 system-ui, sans-serif; }
body { margin: 0; }
.banner { background: #7a4a00; color: #fff; padding: .75rem 1.25rem; font-weight: 600; }
main { max-width: 34rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
.amount { font-size: 2.25rem; font-variant-numeric: tabular-nums; margin: 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
label { display: block; margin: 1.5rem 0 .35rem; }
select, button { font: inherit; padding: .7rem 1rem; border-radius: .4rem;
  border: 1px solid #767676; min-height: 2.75rem; }
select { width: 100%; }
.choices { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button[value=SUCCEEDED] { background: #0b5d3b; border-color: #0b5d3b; color: #fff; }
:focus-visible { outline: 3px solid #1d70b8; outline-offset: 2px; }
"""
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""No ``form-action``: browsers apply it to the redirect back to the payer's own page as well."""

_TELLINGS = {
    Telling.AT_ONCE: "The court is told at once",
    Telling.ONLY_WHEN_REPLAYED: "The message to the court is lost",
    Telling.WITH_A_WRONG_AMOUNT: "The message to the court names a wrong amount",
}
_ENDS = {
    Outcome.SUCCEEDED: "This payment has been made.",
    Outcome.DECLINED: "This payment was declined. Nothing was taken.",
    Outcome.CANCELLED: "This payment was cancelled. Nothing was taken.",
    Outcome.EXPIRED: "This payment was not made in time. Nothing was taken.",
    Outcome.FAILED: "This payment could not be carried out. Nothing was taken.",
}


def paying(charge: Charge) -> str:
    """The page of a charge that waits for the payer."""
    options = "".join(
        f'<option value="{telling}">{escape(words)}</option>'
        for telling, words in _TELLINGS.items()
    )
    return _page(
        "Pay a court fee",
        f"""{_about(charge)}
<form method="post">
<label for="telling">For trying things out</label>
<select id="telling" name="telling">{options}</select>
<div class="choices">
<button name="outcome" value="SUCCEEDED">Pay</button>
<button name="outcome" value="DECLINED">Decline</button>
<button name="outcome" value="CANCELLED">Cancel</button>
</div>
</form>""",
    )


def over(charge: Charge) -> str:
    """The page of a charge that has its outcome."""
    back = f'<p><a href="{escape(charge.return_url)}">Go back</a></p>'
    return _page(_ENDS[charge.outcome], _about(charge) + back)


def missing() -> str:
    """The page of a reference that leads nowhere."""
    return _page("There is no such payment", "<p>Go back and begin the payment again.</p>")


def dollars(cents: int) -> str:
    """Print an amount: ``HK$1,045.00``."""
    return f"HK${cents // 100:,}.{cents % 100:02d}"


def _about(charge: Charge) -> str:
    return f"""<p class="amount">{dollars(charge.amount_cents)}</p>
<dl><dt>For</dt><dd>{escape(charge.description)}</dd>
<dt>Reference</dt><dd>{escape(charge.reference)}</dd></dl>"""


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} (sandbox)</title><style>{_STYLE}</style></head>
<body><div class="banner" role="note">SANDBOX: no money is taken. Do not enter card details.</div>
<main><h1>{escape(title)}</h1>
{body}
</main></body></html>
"""
