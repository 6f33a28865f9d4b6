"""Exports: other programs read what we write, and what comes back is what was there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import bibtexparser
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF
from rocrate.rocrate import ROCrate

from scrutiny.evidence.case import CaseFile
from scrutiny.evidence.claim import Act, Claim, Figures, Report, Role
from scrutiny.evidence.claims_csv import read_claims_csv
from scrutiny.evidence.folder import CaseFolder
from scrutiny.evidence.guarding import guarded, unguarded
from scrutiny.evidence.passage import passage
from scrutiny.evidence.plan import Plan
from scrutiny.evidence.source import Source
from scrutiny.examination import examine, open_case
from scrutiny.exporting.annotations import CONTEXT, annotated
from scrutiny.exporting.bibtex import bibliography, escaped
from scrutiny.exporting.claim_review import claim_reviews, rating
from scrutiny.exporting.ro_crate import METADATA, ro_crate
from scrutiny.exporting.spreadsheet import claims_table
from scrutiny.findings.examined import Examined
from scrutiny.findings.finding import Finding, Kind, Verdict
from scrutiny.messages import Words
from scrutiny.report.bundle import SUMS, Bundle
from tests.conformance.cases import contested, honest
from tests.conftest import Cli
from tests.helpers_report import HOSTILE

CASES = Path(__file__).resolve().parents[1] / "cases"
ON = date(2025, 1, 15)
EN = Words("en")


def read_again(content: bytes) -> tuple[Claim, ...]:
    return read_claims_csv(content.decode("utf-8-sig"), "export")


@cache
def venezuela() -> CaseFile:
    return CaseFolder(CASES / "venezuela-2024").case


@cache
def examined_contested() -> Examined:
    return examine(contested(), Plan())


class TestSpreadsheet:
    HARD = (
        "=SUM(A1:A9)",
        "+1",
        "-1",
        "@name",
        "'=quoted",
        "''-twice",
        "'plain quote",
        'comma, "quote" and\nline',
        "semicolon; tab\there",
        "Ñandú — 51,20 %",
        "\u202eright to left",
        HOSTILE,
    )

    def random_claim(self, rng: random.Random, number: int) -> Claim:
        text = lambda: rng.choice((*self.HARD, ""))  # noqa: E731
        zone = timezone(timedelta(hours=rng.choice((-4, 0, 5))))
        moment = datetime(2024, 7, rng.randint(1, 31), rng.randint(0, 23), 5, tzinfo=zone)
        figures = Figures(
            votes={option: rng.randrange(10**9) for option in rng.sample(["A", "B", "C"], rng.randint(0, 3))},
            shares={"A": Decimal(rng.randrange(10**6)) / 1000} if rng.random() < 0.5 else {},
            turnout=rng.choice((None, Decimal("59"), Decimal("59.970"))),
            coverage_of=rng.choice(("station", "centre")),
            cast=rng.choice((None, 0, 12386669)),
        )
        return Claim(
            f"c{number}",
            rng.choice(get_args(Act)),
            f"speaker {text()}".strip(),
            rng.choice(get_args(Role)),
            said=rng.choice((None, moment, moment.date())),
            about=rng.choice((None, "A", "result")),
            words=text(),
            summary=text(),
            source=text(),
            irreversible=rng.random() < 0.5,
            state=rng.choice(("verified", "reported", "disputed")),
            quote=rng.choice((None, "partial")),
            hedge=rng.choice(("none", "alleged")),
            of_election=rng.choice(("this", "other")),
            figures=figures if figures != Figures() else None,
        )

    @pytest.mark.parametrize("bom", [False, True])
    def test_what_a_row_can_hold_comes_back_the_same(self, bom: bool) -> None:
        rng = random.Random(28072024)
        for _ in range(40):
            claims = [self.random_claim(rng, n) for n in range(rng.randint(1, 12))]
            made = claims_table(claims, bom=bom)
            assert read_again(made.content) == tuple(claims)
            assert made.told == ()

    def test_no_cell_is_worked_out_by_a_spreadsheet(self) -> None:
        rng = random.Random(7)
        claims = [self.random_claim(rng, n) for n in range(200)]
        rows = list(csv.reader(io.StringIO(claims_table(claims).content.decode(), newline="")))
        assert len(rows) == 201
        assert any(cell.startswith("'=") for row in rows for cell in row)
        assert not [cell for row in rows[1:] for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]

    def test_an_apostrophe_is_set_and_taken_away_in_pairs(self) -> None:
        for text in (*self.HARD, "", "'", "''", "a=1"):
            assert unguarded(guarded(text)) == text

    def test_it_is_rfc_4180_in_utf_8_with_days_as_iso_writes_them(self) -> None:
        claim = Claim("x", "other", "é", said=datetime(2024, 7, 29, 0, 5, tzinfo=UTC), words='a "b"\nc')
        content = claims_table([claim]).content
        assert content.count(b"\r\n") == 2 and content.endswith(b"\r\n")
        assert b'"a ""b""\nc"' in content
        assert b"2024-07-29T00:05:00+00:00" in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert claims_table([claim], bom=True).content == b"\xef\xbb\xbf" + content

    def test_the_venezuelan_claims_come_back_but_for_what_no_row_holds(self) -> None:
        claims = venezuela().claims
        made = claims_table(claims)
        again = read_again(made.content)
        assert len(again) == len(claims)
        beyond = {claim.id for claim in claims if claim.reports or claim.alleges or claim.sample}
        assert {a.id for a, b in zip(claims, again, strict=True) if a != b} == beyond
        assert EN.plain(made.told[0]).startswith(f"{len(beyond)} of {len(claims)} claims")
        for claim, back in zip(claims, again, strict=True):
            held = replace(claim, reports=(), alleges=(), sample=None, source=claim.source or back.source)
            assert back == held
        assert next(c for c in again if c.id == "china").source == "Xinhua, 2024-07-29"

    def test_a_case_takes_it_as_its_claims(self, tmp_path: Path) -> None:
        claims = [replace(claim, reports=(), alleges=(), sample=None) for claim in venezuela().claims]
        (tmp_path / "case.toml").write_bytes((CASES / "venezuela-2024" / "case.toml").read_bytes())
        (tmp_path / "claims.csv").write_bytes(claims_table(claims, bom=True).content)
        assert CaseFolder(tmp_path).case.claims == tuple(claims)


class TestBibliography:
    def parsed(self, content: bytes) -> dict[str, dict[str, str]]:
        library = bibtexparser.parse_string(content.decode())
        assert library.failed_blocks == []
        return {e.key: {"type": e.entry_type, **{f.key: f.value for f in e.fields}} for e in library.entries}

    def test_every_report_and_source_of_the_venezuelan_case_has_an_entry(self) -> None:
        case = venezuela()
        entries = self.parsed(bibliography(case).content)
        reports = sum(len(claim.reports) for claim in case.claims)
        sources = sum(bool(claim.source) for claim in case.claims)
        assert len(entries) == reports + sources + len(case.sources)
        china = entries["china-xinhua-2024"]
        assert (china["organization"], china["date"], china["type"]) == ("{Xinhua}", "2024-07-29", "misc")
        assert entries["sheets"]["type"] == "online"
        assert entries["sheets"]["url"] == "https://resultadosconvzla.com"

    def test_an_address_makes_it_online_and_dates_stand_alone(self) -> None:
        report = Report("Paper & Co", on=datetime(2024, 7, 29, 8, tzinfo=UTC), url="https://p.example/a_b?x=1&y={2}%20")
        claim = Claim("x", "other", "Ana", title="51 % of $ #1", reports=(report,), said=date(2024, 7, 28))
        entry = self.parsed(bibliography(replace(venezuela(), claims=(claim,), sources=())).content)["x-paper-co-2024"]
        assert entry["type"] == "online"
        assert entry["url"] == "https://p.example/a_b?x=1&y=%7B2%7D%20"
        assert entry["organization"] == r"{Paper \& Co}"
        assert entry["title"] == r"{51 \% of \$ \#1}"
        assert (entry["date"], entry["note"]) == ("2024-07-29", "said 2024-07-28")

    @pytest.mark.parametrize("text", [HOSTILE, "a } b", "{{{", "\\end{document}", "a,\n@misc{y,", "ünï % \\", "~^_"])
    def test_no_text_breaks_an_entry(self, text: str) -> None:
        claim = Claim(text, "other", text, words=text, source=text, reports=(Report(text, url=text),))
        entries = self.parsed(bibliography(replace(venezuela(), claims=(claim, claim), sources=())).content)
        assert len(entries) == 4, "equal claims have keys of their own"
        assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in entries)

    def test_braces_balance_whatever_is_escaped(self) -> None:
        rng = random.Random(3)
        for _ in range(200):
            text = escaped("".join(rng.choice("{}\\%&_#$~^ aé") for _ in range(20)))
            depth = 0
            for sign in text:
                depth += {"{": 1, "}": -1}.get(sign, 0)
                assert depth >= 0
            assert depth == 0

    def test_who_names_no_source_is_counted(self) -> None:
        case = replace(venezuela(), claims=(Claim("x", "other", "Ana"),), sources=())
        made = bibliography(case)
        assert made.content == b""
        assert EN.plain(made.told[0]) == "1 claims name no source and have no entry."

    def test_a_source_of_the_case_has_publisher_and_day_of_fetching(self) -> None:
        source = Source("s", "A file", "Council", url="https://c.example", fetched_at=date(2024, 8, 1), sha256="ab")
        entry = self.parsed(bibliography(replace(venezuela(), claims=(), sources=(source,))).content)["s"]
        assert (entry["urldate"], entry["organization"], entry["note"]) == ("2024-08-01", "{Council}", "SHA-256 ab")


# The terms that we use of the two vocabularies, as their published contexts define them: tests load nothing.
TERMS: dict[str, dict[str, Any]] = {
    CONTEXT: {
        "oa": "http://www.w3.org/ns/oa#",
        "as": "https://www.w3.org/ns/activitystreams#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "dcterms": "http://purl.org/dc/terms/",
        "dctypes": "http://purl.org/dc/dcmitype/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": {"@type": "@id", "@id": "@id"},
        "type": {"@type": "@id", "@id": "@type"},
        **{
            name: f"oa:{name}"
            for name in (
                "Annotation",
                "SpecificResource",
                "TextualBody",
                "TextPositionSelector",
                "TextQuoteSelector",
                "TimeState",
                "exact",
                "prefix",
                "suffix",
            )
        },
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "Text": "dctypes:Text",
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "classifying": "oa:classifying",
        "describing": "oa:describing",
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "state": {"@type": "@id", "@id": "oa:hasState"},
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "sourceDate": {"@type": "xsd:dateTime", "@id": "oa:sourceDate"},
        "value": "rdf:value",
        "format": "dc:format",
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
        "first": {"@type": "@id", "@id": "as:first"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    },
    "https://schema.org": {"@vocab": "https://schema.org/"},
}


OA, AS, SCHEMA = (
    Namespace(address)
    for address in ("http://www.w3.org/ns/oa#", "https://www.w3.org/ns/activitystreams#", "https://schema.org/")
)


def triples(document: dict[str, Any]) -> Graph:
    """JSON-LD as another program reads it, with the contexts above."""
    held = {**document, "@context": TERMS[document["@context"]]}
    return Graph().parse(data=json.dumps(held), format="json-ld", base="https://case.example/")


def keys_of(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(keys_of(value) for key, value in data.items() if key != "@context"))
    return set().union(*(keys_of(item) for item in data)) if isinstance(data, list) else set()


class TestAnnotations:
    TEXT = "CARACAS. El consejo anunció 51,20 %. 🗳 La oposición rechazó el resultado."

    def claim(self, exact: str = "La oposición rechazó el resultado") -> Claim:
        start = self.TEXT.index(exact)
        digest = hashlib.sha256(self.TEXT.encode()).hexdigest()
        at = passage(self.TEXT, start, start + len(exact), "sources/a text.html", digest)
        reports = (Report("Paper", on=date(2024, 7, 29), url="https://p.example/1", at=at), Report("Other"))
        return Claim("o/x", "refuses_to_recognise", "Oposición", about="A", reports=reports)

    def test_both_selectors_find_the_words(self) -> None:
        made = json.loads(annotated([self.claim()]).content)
        item = made["first"]["items"][0]
        position, quoted = item["target"]["selector"]
        assert self.TEXT[position["start"] : position["end"]] == quoted["exact"] == "La oposición rechazó el resultado"
        assert quoted["prefix"] + quoted["exact"] + quoted["suffix"] in self.TEXT
        assert position["start"] == self.TEXT.index("La opo"), "code points, not units of UTF-16"
        assert made["total"] == len(made["first"]["items"]) == 1, "a report without a passage has no annotation"

    def test_another_program_knows_every_term(self) -> None:
        document = json.loads(annotated([self.claim()]).content)
        assert {key for key in keys_of(document) if not key.startswith("@")} <= {*TERMS[CONTEXT], "dcterms:identifier"}
        graph = triples(document)
        collection = graph.value(predicate=RDF.type, object=AS.OrderedCollection)
        page = graph.value(collection, AS.first)
        annotation = URIRef("urn:scrutiny:claim:o%2Fx:1")
        assert list(graph.items(graph.value(page, AS["items"]))) == [annotation]
        assert graph.value(annotation, OA.motivatedBy) == OA.classifying
        assert len(list(graph.objects(annotation, OA.hasBody))) == 2
        target = graph.value(annotation, OA.hasTarget)
        assert graph.value(target, OA.hasSource) == URIRef("https://p.example/1")
        kinds = {graph.value(selector, RDF.type) for selector in graph.objects(target, OA.hasSelector)}
        assert kinds == {OA.TextPositionSelector, OA.TextQuoteSelector}
        when = graph.value(graph.value(target, OA.hasState), OA.sourceDate)
        assert isinstance(when, Literal) and when.toPython() == datetime(2024, 7, 29, tzinfo=UTC)

    def test_without_an_address_the_saved_file_is_the_source(self) -> None:
        claim = self.claim()
        claim = replace(claim, reports=(replace(claim.reports[0], url="javascript:alert(1)", on=None),))
        target = json.loads(annotated([claim]).content)["first"]["items"][0]["target"]
        assert target["source"]["id"] == "sources/a%20text.html"
        assert target["source"]["dcterms:identifier"].startswith("sha256:")
        assert "state" not in target

    def test_claims_without_a_passage_are_counted(self) -> None:
        made = annotated([self.claim(), Claim("y", "other", "Ana")])
        assert EN.plain(made.told[0]) == "1 of 2 claims have no passage in a saved text."


class TestClaimReviews:
    def reviews(self, examined: Examined, **more: str) -> list[dict[str, Any]]:
        return list(json.loads(claim_reviews(examined, EN, ON, **more).content))

    def test_only_claims_that_arithmetic_speaks_to(self) -> None:
        """And records that cannot be true together with a claim: not one side alone is marked."""
        examined = examined_contested()
        spoken = {id_ for f in examined.findings if self.speaks(f) for id_ in f.about[1:]}
        wanted = [claim for claim in examined.evidence.case.claims if claim.id in spoken]
        records = [
            counts
            for counts in examined.evidence.counts
            if Verdict.CONTRADICTS in self.verdicts(examined, counts.record)
        ]
        made = self.reviews(examined)
        assert wanted and records and len(made) == len(wanted) + len(records)
        for counts, review in zip(records, made[len(wanted) :], strict=True):
            assert review["claimReviewed"].startswith(counts.title)
            assert review["reviewRating"]["alternateName"] == "inconsistent"
        assert {review["@type"] for review in made} == {"ClaimReview"}

    def test_a_word_and_never_a_number(self) -> None:
        for review in self.reviews(examined_contested()):
            assert set(review["reviewRating"]) == {"@type", "alternateName", "ratingExplanation"}
            assert review["reviewRating"]["alternateName"] in ("consistent", "inconsistent", "not checkable")
            assert "does not say which of them is false" in review["reviewRating"]["ratingExplanation"]

    def test_the_word_follows_the_findings(self) -> None:
        examined = examined_contested()
        for claim, review in zip(
            [c for c in examined.evidence.case.claims if self.verdicts(examined, c.id)],
            self.reviews(examined),
            strict=False,
        ):
            contradicted = Verdict.CONTRADICTS in self.verdicts(examined, claim.id)
            assert (review["reviewRating"]["alternateName"] == "inconsistent") == contradicted
            assert review["reviewBody"]
        words = {review["reviewRating"]["alternateName"] for review in self.reviews(examined)}
        assert "inconsistent" in words
        kenya = {r["reviewRating"]["alternateName"] for r in self.reviews(examine(open_case(CASES / "kenya-2022")))}
        assert kenya == {"consistent"}

    def verdicts(self, examined: Examined, claim: str) -> set[Verdict]:
        return {f.verdict for f in examined.findings if self.speaks(f) and claim in f.about[1:]}

    def speaks(self, finding: Finding) -> bool:
        return finding.kind is Kind.ARITHMETIC and not finding.check.startswith("accepted.")

    @pytest.mark.parametrize(
        ("verdicts", "word"),
        [
            ([Verdict.AGREES], "consistent"),
            ([Verdict.AGREES, Verdict.CANNOT_TELL], "consistent"),
            ([Verdict.CONTRADICTS, Verdict.AGREES], "inconsistent"),
            ([Verdict.CANNOT_TELL], "not checkable"),
        ],
    )
    def test_the_word(self, verdicts: list[Verdict], word: str) -> None:
        assert rating(verdicts) == word

    def test_author_and_address_are_what_is_given_and_else_are_told_to_be_missing(self) -> None:
        made = claim_reviews(examined_contested(), EN, ON)
        assert [EN.plain(message).partition(";")[0] for message in made.told] == [
            "The reviews name no author",
            "The reviews have no address",
        ]
        assert not [r for r in json.loads(made.content) if "author" in r or "url" in r]
        first = self.reviews(examined_contested(), by="Desk", url="https://d.example/r.html")[0]
        assert first["author"] == {"@type": "Organization", "name": "Desk"}
        assert first["url"].startswith("https://d.example/r.html#")
        assert first["datePublished"] == "2025-01-15"

    def test_another_program_reads_it_and_every_appearance(self) -> None:
        examined = examine(open_case(CASES / "kenya-2022"))
        claim = examined.evidence.case.claims[0]
        reports = (
            Report("Late", on=date(2022, 8, 17), url="https://l.example/"),
            Report("Early", on=date(2022, 8, 16), url="https://e.example/"),
            Report("Bad", url="javascript:alert(1)"),
        )
        case = replace(
            examined.evidence.case, claims=(replace(claim, reports=reports), *examined.evidence.case.claims[1:])
        )
        examined = replace(examined, evidence=replace(examined.evidence, case=case))
        review = next(r for r in self.reviews(examined) if "appearance" in r["itemReviewed"])
        item = review["itemReviewed"]
        assert [work.get("url") for work in item["appearance"]] == ["https://l.example/", "https://e.example/", None]
        assert item["firstAppearance"]["url"] == "https://e.example/"
        graph = triples(review)
        found = graph.value(predicate=RDF.type, object=SCHEMA.ClaimReview)
        assert graph.value(graph.value(found, SCHEMA.itemReviewed), RDF.type) == SCHEMA.Claim
        assert graph.value(graph.value(found, SCHEMA.reviewRating), SCHEMA.alternateName) == Literal("consistent")

    def test_in_spanish(self) -> None:
        made = json.loads(claim_reviews(examined_contested(), Words("es"), ON).content)
        assert {r["reviewRating"]["alternateName"] for r in made} <= {"coherente", "incoherente", "no comprobable"}


@cache
def crate_of_kenya() -> Bundle:
    case = CASES / "kenya-2022"
    licence = "https://creativecommons.org/licenses/by/4.0/"
    return ro_crate(examine(open_case(case)), case, ON, by="Desk", licence=licence)


def laid_out(bundle: Bundle, folder: Path) -> Path:
    for name, content in bundle.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def graph_of(bundle: Bundle) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in json.loads(bundle.files[METADATA])["@graph"]}


class TestROCrate:
    def test_another_program_reads_it(self, tmp_path: Path) -> None:
        bundle = crate_of_kenya()
        crate = ROCrate(laid_out(bundle, tmp_path))
        assert crate.name == "Kenya, president, 9 August 2022"
        assert crate.root_dataset["datePublished"] == "2025-01-15"
        assert crate.license.id == "https://creativecommons.org/licenses/by/4.0/"
        assert crate.publisher["name"] == "Desk"
        described = {entity.id for entity in crate.data_entities}
        assert described == set(bundle.files) - {METADATA}

    def test_what_the_specification_must_have(self) -> None:
        """RO-Crate 1.1: the descriptor, and the name, description, day and licence of the root."""
        graph = graph_of(crate_of_kenya())
        assert graph[METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
        assert graph[METADATA]["about"] == {"@id": "./"}
        assert graph["./"]["@type"] == "Dataset"
        assert all(graph["./"][name] for name in ("name", "description", "datePublished", "license"))

    def test_every_reference_leads_to_an_entity(self) -> None:
        graph = graph_of(crate_of_kenya())

        def references(data: Any) -> set[str]:
            if isinstance(data, dict):
                if set(data) == {"@id"}:
                    return {data["@id"]}
                return set().union(*(references(value) for value in data.values()))
            return set().union(*(references(item) for item in data)) if isinstance(data, list) else set()

        found = set().union(*(references(list(entity.values())) for entity in graph.values()))
        assert {r for r in found if not r.startswith("https://w3id.org/")} <= set(graph)

    def test_hashes_and_sizes_are_those_of_the_files(self) -> None:
        bundle = crate_of_kenya()
        graph = graph_of(bundle)
        for name, content in bundle.files.items():
            if name not in (METADATA, SUMS):
                assert graph[name]["sha256"] == hashlib.sha256(content).hexdigest()
                assert graph[name]["contentSize"] == str(len(content))
        listed = dict(reversed(line.split("  ")) for line in bundle.files[SUMS].decode().splitlines())
        assert set(listed) == set(bundle.files) - {SUMS}
        assert listed[METADATA] == hashlib.sha256(bundle.files[METADATA]).hexdigest()

    def test_a_bare_python_checks_it_as_it_checks_a_bundle(self, tmp_path: Path) -> None:
        folder = laid_out(crate_of_kenya(), tmp_path)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "check.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        assert "not part of the bundle" not in done.stdout

    def test_the_same_case_and_day_give_the_same_bytes(self) -> None:
        examined = examine(honest(), Plan())
        assert ro_crate(examined, None, ON).files == ro_crate(examined, None, ON).files

    def test_without_a_licence_it_says_so(self) -> None:
        graph = graph_of(ro_crate(examine(honest(), Plan()), None, ON))
        assert graph["./"]["license"] == {"@id": "#no-licence-stated"}
        assert graph["#no-licence-stated"]["name"].startswith("No licence is stated")
        assert "publisher" not in graph["./"]

    def test_what_may_not_be_handed_on_is_named_and_not_in_it(self) -> None:
        evidence = contested()
        secret = Source(
            "secret", "Sheets", "Someone", dataset="none/none.csv", personal=True, sha256="f" * 64, fetched_by="Ana"
        )
        case = replace(evidence.case, sources=(*evidence.case.sources, secret))
        bundle = ro_crate(examine(replace(evidence, case=case), Plan()), None, ON)
        graph = graph_of(bundle)
        assert graph["#source-secret"]["sha256"] == "f" * 64
        assert graph["#source-secret"]["@type"] == "CreativeWork"
        assert {"@id": "#source-secret"} in graph["./"]["mentions"]
        assert {"@id": "#source-secret"} not in graph["./"]["hasPart"]
        person = graph[graph["#source-secret"]["contributor"]["@id"]]
        assert (person["@type"], person["name"]) == ("Person", "Ana")
        assert not [name for name in bundle.files if "none.csv" in name]


KENYA = str(CASES / "kenya-2022")
VENEZUELA = str(CASES / "venezuela-2024")


class TestCommand:
    @pytest.mark.parametrize("format_", ["claims-csv", "bibtex", "claimreview"])
    def test_it_writes_a_file_and_never_over_one(self, cli: Cli, tmp_path: Path, format_: str) -> None:
        file = tmp_path / "out"
        code, out, _err = cli("export", KENYA, "--as", format_, file)
        assert code == 0 and f"Written: {file}" in out
        assert len(file.read_bytes()) > 200
        before = file.read_bytes()
        file.write_bytes(b"mine")
        code, out, err = cli("export", KENYA, "--as", format_, file)
        assert (code, out) == (2, "") and "is there already" in err and "--force" in err
        assert file.read_bytes() == b"mine"
        assert cli("export", KENYA, "--as", format_, file, "--force", "--quiet")[0] == 0
        assert file.read_bytes() == before

    @pytest.mark.parametrize(
        ("format_", "option", "value", "said"),
        [
            ("claimreview", "--url", "nonsense", "is no web address"),
            ("claimreview", "--url", "javascript:alert(1)", "is no web address"),
            ("ro-crate", "--licence", "nonsense", "is no licence"),
            ("ro-crate", "--licence", "ftp://example.org", "is no licence"),
        ],
    )
    def test_an_address_is_one(
        self, cli: Cli, tmp_path: Path, format_: str, option: str, value: str, said: str
    ) -> None:
        code, out, err = cli("export", KENYA, "--as", format_, tmp_path / "out", option, value)
        assert (code, out) == (2, "") and option in err and said in err
        assert not (tmp_path / "out").exists()

    def test_a_licence_may_be_named_as_everybody_names_it(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("export", KENYA, "--as", "ro-crate", tmp_path / "c", "--licence", "CC-BY-4.0", "--quiet")[0] == 0
        graph = {e["@id"]: e for e in json.loads((tmp_path / "c" / METADATA).read_text(encoding="utf-8"))["@graph"]}
        assert graph["./"]["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}

    def test_a_crate_is_a_folder_or_an_archive(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("export", KENYA, "--as", "ro-crate", tmp_path / "crate", "--quiet")[0] == 0
        assert (tmp_path / "crate" / METADATA).is_file()
        code, _out, err = cli("export", KENYA, "--as", "ro-crate", tmp_path / "crate")
        assert code == 2 and "holds other files already" in err
        archive = tmp_path / "crate.zip"
        assert cli("export", KENYA, "--as", "ro-crate", archive, "--quiet")[0] == 0
        assert ROCrate(archive).name == "Kenya, president, 9 August 2022"
        code, _out, err = cli("export", KENYA, "--as", "ro-crate", archive)
        assert code == 2 and "is there already" in err

    @pytest.mark.parametrize(
        ("tokens", "told"),
        [
            ([KENYA], "neither --bundle nor --as"),
            ([KENYA, "--as", "bibtex"], "no file to be made"),
            ([KENYA, "x", "--bundle", "x.zip"], "two places are given"),
            ([KENYA, "x", "--bundle", "x.zip", "--as", "bibtex"], "both --bundle and --as"),
            ([KENYA, "x", "--as", "bibtext"], "bibtex"),
            ([KENYA, "x", "--as", "bibtex", "--bom"], "--bom does nothing here"),
            ([KENYA, "x", "--as", "claims-csv", "--by", "Desk"], "--by does nothing here"),
            ([KENYA, "/", "--as", "claims-csv"], "is a folder"),
            ([KENYA, KENYA + "/claims.toml", "--as", "claims-csv", "--force"], "claims.toml"),
            ([KENYA, "x.tar", "--as", "ro-crate"], "ends in .tar"),
            (["/nowhere/at/all", "x", "--as", "bibtex"], "no such folder"),
            ([KENYA, "x", "--as", "annotations"], "no claim of this case has a passage"),
        ],
    )
    def test_a_mistake_is_told_before_anything_is_written(
        self,
        cli: Cli,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        tokens: list[str],
        told: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        code, out, err = cli("export", *tokens)
        assert (code, out) == (2, ""), err
        assert told in err and "Traceback" not in err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("format_", ["claims-csv", "claimreview", "bibtex", "annotations"])
    def test_a_case_without_claims_is_told(self, cli: Cli, tmp_path: Path, format_: str) -> None:
        text = (CASES / "kenya-2022" / "case.toml").read_text(encoding="utf-8")
        (tmp_path / "case.toml").write_text(text, encoding="utf-8")
        code, _out, err = cli("export", tmp_path, "--as", format_, tmp_path / "out")
        assert code == 2 and "has no claims" in err
        assert not (tmp_path / "out").exists()

    def test_a_claim_without_source_and_day_is_no_fault(self, cli: Cli, tmp_path: Path) -> None:
        text = (CASES / "kenya-2022" / "case.toml").read_text(encoding="utf-8")
        (tmp_path / "case.toml").write_text(text, encoding="utf-8")
        bare = '[[claims]]\nid = "x"\nact = "other"\nspeaker = "Ana"\n'
        (tmp_path / "claims.toml").write_text(bare, encoding="utf-8")
        code, _out, err = cli("export", tmp_path, "--as", "claims-csv", tmp_path / "c.csv")
        assert code == 0, err
        assert read_again((tmp_path / "c.csv").read_bytes()) == (Claim("x", "other", "Ana"),)
        code, _out, err = cli("export", tmp_path, "--as", "bibtex", tmp_path / "b.bib")
        assert code == 2 and "no claim of this case names a source" in err
        more = bare + 'source = "Paper"\n[[claims]]\nid = "y"\nact = "other"\nspeaker = "Ben"\n'
        (tmp_path / "claims.toml").write_text(more, encoding="utf-8")
        code, out, err = cli("export", tmp_path, "--as", "bibtex", tmp_path / "b.bib")
        assert code == 0 and "1 claims name no source" in out, err

    def test_a_place_where_nobody_may_write_is_told(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        code, _out, err = cli("export", KENYA, "--as", "claims-csv", tmp_path / "file" / "below.csv")
        assert code in (2, 3) and "Traceback" not in err
        assert "give another file" in err
