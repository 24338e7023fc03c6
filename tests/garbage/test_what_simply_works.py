"""What must simply work: long documents, every script, long names."""

import unicodedata
from typing import Any

import pytest

from tests.court import NEW_CASE
from tests.documents.pdfs import a_pdf
from tests.garbage.door import Door, code_of

NAMES = {
    "Traditional Chinese": "陳大文",
    "a character outside the first plane": "𠮷野 𨋢樣本",
    "Arabic": "شركة المثال المحدودة",
    "Hebrew and Latin": "דוגמה Example בע״מ",
    "Devanagari": "नमूना कंपनी",
    "emoji": "Kites 🪁 Limited",
    "a family joined by zero-width joiners": "Sample 👩‍👩‍👧 Family",
    "combining marks": "Zo\u0308e\u0301 S\u0323\u0307ample",
    "quotation marks and brackets": 'O\'Sample "the" <b>Firm</b> & Co; DROP TABLE filing;--',
    "SQL wildcards": "100%_Sample\\",
    "braces": "{file_name} {0} {{x}} %s %(a)s",
    "300 characters": "名" * 300,
    "one character": "王",
}
SHOW = "... on FilingStarted { filing { id version parties { role name } } }"


def recorded(door: Door, **changes: Any) -> Any:
    """A filing that began a case and was sealed and entered in the register."""
    court = door.court
    filing = court.decide(court.claimed(court.received(**changes)))
    court.parts.outbox.do_due()
    return court.filing(filing["id"], by="registry")


def named(name: str) -> dict[str, Any]:
    parties = [{"role": "PLAINTIFF", "name": name}, {"role": "DEFENDANT", "name": "Sample"}]
    return {**NEW_CASE, "parties": parties}


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_kept_as_it_was_given(door: Door, script: str):
    name = NAMES[script]
    given = {"idempotencyKey": f"name {script}", "newCase": named(name)}

    started = door.do("startFiling", given, by="lawyer", show=SHOW)

    assert code_of(started) == "FilingStarted"
    shown = started["filing"]["parties"][0]["name"]
    assert shown == unicodedata.normalize("NFC", name)


def test_a_name_of_300_characters_in_two_scripts_goes_all_the_way_to_the_cause_book(door: Door):
    name = ("陳樣本 شركة 🪁 Sample " * 30)[:299] + "e"
    filing = recorded(door, key="long name", newCase=named(name))

    assert filing["state"] == "RECORDED"
    assert filing["case"]["parties"]["nodes"][0]["name"] == name
    query = "query($n: String!) { causeBook(search: {partyName: $n}) { nodes { title } } }"
    found = door.ask(query, {"n": "شركة"})["data"]["causeBook"]["nodes"]
    assert found == [{"title": f"{name} v. Sample"}]


def test_a_document_of_200_pages_is_taken_whole(door: Door):
    pdf = a_pdf(200, text="傳訊令狀 Writ")
    ticket = door.declare(pdf)
    assert door.put(ticket["uploadUrl"], pdf).status_code == 200

    completed = door.complete(ticket["document"]["id"])

    assert completed["document"]["pages"] == 200
    door.court.let_scans_end()
    query = "query($id: ID!) { node(id: $id) { ... on Document { renditions { downloadUrl } } } }"
    said = door.ask(query, {"id": ticket["document"]["id"]}, by="lawyer")
    url = said["data"]["node"]["renditions"][0]["downloadUrl"]
    assert door.client.get(url).content == pdf


def test_a_document_of_200_pages_is_sealed_and_recorded(door: Door):
    court = door.court
    kinds = ("STATEMENT_OF_CLAIM", "STATEMENT_OF_DAMAGES")
    documents = [
        court.upload("WRIT_OF_SUMMONS", pdf=a_pdf(200, text="two hundred")),
        *(court.upload(kind, key="two hundred") for kind in kinds),
    ]

    filing = recorded(door, key="two hundred", documentIds=documents)

    assert filing["state"] == "RECORDED"


@pytest.mark.parametrize(
    "name", ["令狀.pdf", "كتاب.pdf", "Zo\u0308e.pdf", "🪁.pdf", "writ (final) v2.PDF"]
)
def test_a_file_name_in_any_script_downloads_under_that_name(door: Door, name: str):
    document = door.uploaded(a_pdf(text=name), fileName=name)
    query = (
        "query($id: ID!) { node(id: $id) "
        "{ ... on Document { fileName renditions { downloadUrl } } } }"
    )
    shown = door.ask(query, {"id": document}, by="lawyer")["data"]["node"]

    given = door.client.get(shown["renditions"][0]["downloadUrl"])

    assert shown["fileName"] == name
    assert given.status_code == 200
    assert given.headers["content-type"] == "application/pdf"


def test_a_rejection_note_in_any_script_is_shown_as_written(door: Door):
    court = door.court
    filing = court.claimed(court.received(key="noted"))
    note = "請補交 كتاب 🪁\nSecond line, with a tab:\tthere."
    given = {
        "filingId": filing["id"],
        "expectedVersion": filing["version"],
        "dispositions": [
            {
                "filingDocumentId": d["id"],
                "accept": False,
                "reasons": court.reasons()[:1],
                "note": note,
            }
            for d in filing["documents"]
        ],
    }

    show = "... on FilingDecided { filing { documents { reasons { note } } } }"
    decided = door.do("decideFiling", given, by="registry", show=show)

    assert decided["filing"]["documents"][0]["reasons"] == [{"note": note}]
