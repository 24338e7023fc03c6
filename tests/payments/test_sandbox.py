"""The sandbox as a stranger sees it: over HTTP only."""

import re
import socket
import time
from contextlib import ExitStack

import httpx2
import pytest

from tests.payments.till import KEY, Letterbox, SandboxProcess

ASKED = {
    "payment_id": "pay_1",
    "amount_cents": 50400,
    "currency": "HKD",
    "description": 'Court fee <b>"&amp;',
    "return_url": "https://court.example.test/back?a=1&b=2",
}


def opening(sandbox: SandboxProcess, key: str = KEY, **other: object) -> httpx2.Response:
    """Ask for a charge, with something other than usual."""
    facts = {**ASKED, **other}
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(facts["payment_id"])}
    return httpx2.post(f"{sandbox.url}/charges", json=facts, headers=headers, trust_env=False)


def got(url: str) -> httpx2.Response:
    """Fetch a page as a person does, without a key."""
    return httpx2.get(url, trust_env=False)


def standing(sandbox: SandboxProcess, payment_id: str = "pay_1") -> str:
    """Ask how a charge stands."""
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = httpx2.get(f"{sandbox.url}/charges/{payment_id}", headers=headers, trust_env=False)
    return answer.json()["outcome"]


def test_the_same_charge_asked_for_again_is_the_same_charge(sandbox: SandboxProcess) -> None:
    first, again = opening(sandbox), opening(sandbox)
    assert (first.status_code, again.json()) == (201, first.json())


@pytest.mark.parametrize("other", [{"amount_cents": 50401}, {"amount_cents": 1}])
def test_one_payment_with_other_terms_is_refused(
    sandbox: SandboxProcess, other: dict[str, object]
) -> None:
    opening(sandbox)
    assert opening(sandbox, **other).status_code == 409


@pytest.mark.parametrize(
    "other",
    [
        {"payment_id": ""},
        {"amount_cents": 0},
        {"amount_cents": -1},
        {"amount_cents": 1.5},
        {"amount_cents": "50400"},
        {"currency": "USD"},
        {"return_url": "javascript:alert(1)"},
        {"return_url": "https://x/\r\nSet-Cookie: a=b"},
        {"card_number": "4000000000000000"},
    ],
)
def test_a_malformed_charge_is_a_400(sandbox: SandboxProcess, other: dict[str, object]) -> None:
    assert opening(sandbox, **other).status_code == 400


def test_nothing_without_the_key(sandbox: SandboxProcess) -> None:
    reference = opening(sandbox).json()["reference"]
    assert opening(sandbox, key="another").status_code == 401
    assert got(f"{sandbox.url}/charges/pay_1").status_code == 401
    for path in (f"/charges/{reference}/outcome", f"/replay/{reference}"):
        assert httpx2.post(f"{sandbox.url}{path}", trust_env=False).status_code == 401


def test_the_page_is_plain_says_sandbox_and_asks_for_no_card(sandbox: SandboxProcess) -> None:
    page = got(opening(sandbox).json()["continue_url"])
    assert page.status_code == 200
    assert "SANDBOX: no money is taken" in page.text
    assert "HK$504.00" in page.text
    assert re.findall(r'<button name="outcome" value="(\w+)"', page.text) == [
        "SUCCEEDED",
        "DECLINED",
        "CANCELLED",
    ]
    assert re.findall(r"<input|<script|<img|<link|@import|url\(", page.text) == []
    assert "Court fee &lt;b&gt;&quot;&amp;amp;" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha")


def test_a_page_that_leads_nowhere_is_a_404(sandbox: SandboxProcess) -> None:
    assert got(f"{sandbox.url}/pay/sbx_none").status_code == 404
    assert sandbox.decide(f"{sandbox.url}/pay/sbx_none", "SUCCEEDED").status_code == 404


@pytest.mark.parametrize("outcome", ["", "PENDING", "EXPIRED", "FAILED", "NONSENSE"])
def test_the_page_takes_only_its_three_buttons(sandbox: SandboxProcess, outcome: str) -> None:
    url = opening(sandbox).json()["continue_url"]
    assert sandbox.decide(url, outcome).status_code == 400
    assert standing(sandbox) == "PENDING"


def test_the_first_decision_stands_and_the_page_says_so(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    url = opening(sandbox).json()["continue_url"]
    sandbox.decide(url, "SUCCEEDED")
    again = sandbox.decide(url, "DECLINED")
    assert (again.status_code, again.headers["location"]) == (303, ASKED["return_url"])
    assert standing(sandbox) == "SUCCEEDED"
    assert "This payment has been made." in got(url).text
    assert [x.said["kind"] for x in letterbox.for_payment("pay_1")] == ["SUCCEEDED"]


def test_of_two_decisions_that_cross_the_first_to_end_stands(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    url = httpx2.URL(opening(sandbox).json()["continue_url"])
    bodies = [b"outcome=SUCCEEDED", b"outcome=CANCELLED"]
    with ExitStack() as closing:
        tabs = [
            closing.enter_context(socket.create_connection((url.host, url.port or 80), 10))
            for _ in bodies
        ]
        for tab, body in zip(tabs, bodies, strict=True):
            head = f"POST {url.path} HTTP/1.1\r\nHost: {url.host}\r\nContent-Length: {len(body)}"
            tab.sendall(f"{head}\r\n\r\n".encode())
        time.sleep(0.3)  # both have found the charge waiting before either has said what it decides
        for tab, body in zip(tabs, bodies, strict=True):
            tab.sendall(body)
            assert tab.recv(1 << 16).startswith(b"HTTP/1.1 303")
    assert standing(sandbox) == "SUCCEEDED"
    assert [x.said["kind"] for x in letterbox.for_payment("pay_1")] == ["SUCCEEDED"]


def test_the_court_has_heard_before_the_payer_is_back(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    sandbox.decide(opening(sandbox).json()["continue_url"], "SUCCEEDED")
    assert len(letterbox.for_payment("pay_1")) == 1


def test_a_message_is_sent_until_it_is_taken_and_always_with_one_id(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    letterbox.status = 500
    sandbox.decide(opening(sandbox).json()["continue_url"], "SUCCEEDED")
    letterbox.wait_for("pay_1", 3)
    letterbox.status = 204
    letters = letterbox.wait_for("pay_1", len(letterbox.for_payment("pay_1")) + 1, within=15)
    time.sleep(0.6)
    assert len({letter.body for letter in letters}) == 1
    assert len(letterbox.for_payment("pay_1")) == len(letters)


def test_a_message_owed_when_the_sandbox_was_killed_is_sent_after(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    letterbox.status = 500
    url = opening(sandbox).json()["continue_url"]
    sandbox.decide(url, "SUCCEEDED")
    sandbox.kill()
    letterbox.came.clear()
    letterbox.status = 200

    sandbox.start()

    letterbox.wait_for("pay_1", 1, within=15)
    assert standing(sandbox) == "SUCCEEDED"


def test_a_replay_is_the_same_message_signed_anew(
    sandbox: SandboxProcess, letterbox: Letterbox
) -> None:
    opened = opening(sandbox).json()
    sandbox.decide(opened["continue_url"], "SUCCEEDED")
    time.sleep(1.1)

    answer = sandbox.post(f"/replay/{opened['reference']}")

    first, again = letterbox.wait_for("pay_1", 2)
    assert answer.json() == {"messages": 1, "delivered": True}
    assert again.body == first.body
    signatures = {letter.headers["Webhook-Signature"] for letter in (first, again)}
    assert len(signatures) == 2


def test_a_test_can_bring_a_late_success(sandbox: SandboxProcess, letterbox: Letterbox) -> None:
    opened = opening(sandbox).json()
    sandbox.decide(opened["continue_url"], "CANCELLED")

    sandbox.post(f"/charges/{opened['reference']}/outcome", {"outcome": "SUCCEEDED"})

    letters = letterbox.wait_for("pay_1", 2)
    assert [letter.said["kind"] for letter in letters] == ["CANCELLED", "SUCCEEDED"]
    assert len({letter.said["id"] for letter in letters}) == 2


def test_a_charge_nobody_pays_expires(sandbox: SandboxProcess, letterbox: Letterbox) -> None:
    sandbox.kill()
    sandbox.lifetime = 0.5
    sandbox.start()
    url = opening(sandbox).json()["continue_url"]
    time.sleep(0.7)
    assert standing(sandbox) == "EXPIRED"
    sandbox.decide(url, "SUCCEEDED")
    assert standing(sandbox) == "EXPIRED"
    assert [x.said["kind"] for x in letterbox.wait_for("pay_1", 1)] == ["EXPIRED"]
