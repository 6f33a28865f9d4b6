"""How long ten thousand articles take to read, and how much of that is the extractor's.

    python -m benchmarks.articles [how many] [--processes 2]

The articles are made here: sentences about an invented vote, drawn with a literal seed, half of them wrapped in a page
with navigation, adverts and comments. Nothing of the press is in them.
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from random import Random

from scrutiny.articles import Choice, Context, extracting, read_article

CONTEXT = Context(
    "GM",
    date(2016, 12, 1),
    (Choice("barrow", ("Adama Barrow", "Barrow")), Choice("jammeh", ("Yahya Jammeh", "Jammeh"))),
    authority=("Independent Electoral Commission", "IEC"),
    court=("Supreme Court",),
)
STATES = ("Senegal", "Mali", "Togo", "Ghana", "Nigeria", "France", "Spain", "Brazil", "Chile", "Peru", "Kenya", "Japan")
SENTENCES = (
    "{state}'s foreign minister, {person}, congratulated Adama Barrow on his victory in the election on Friday.",
    "{state} does not recognise the result, a spokesman for the government said.",
    "The Independent Electoral Commission gave Barrow {a}% of the vote and Jammeh {b}%, on a turnout of {c}%.",
    "“I reject the results in totality,” Yahya Jammeh told reporters in {state}.",
    "The European Union called for the publication of the results of each polling station.",
    "Voters queued for hours at the market, where the price of rice had risen again since last week.",
    "Observers from the African Union said that the voting had been peaceful and the count orderly.",
    "In 2011 {state} recognised the victory of Jammeh, who had ruled since 1994.",
    "An exit poll put Barrow at {a}% and Jammeh at {b}%, the newspaper reported on Sunday.",
    "{person}, a trader of the town, had packed two suitcases and would not say where she was going.",
)
PEOPLE = ["Awa Ceesay", "Mankeur Ndiaye", "Lamin Touray", "Fatou Sanneh", "Ebrima Jallow", "Binta Bah"]
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title><script>var a=1;</script></head><body>"
    "<nav><ul>" + "<li><a href='/x'>Section</a></li>" * 20 + "</ul></nav><article><h1>{title}</h1>{body}</article>"
    "<aside class='related'>" + "<p><a href='/y'>Read more about rice</a></p>" * 10 + "</aside>"
    "<section class='comments'>" + "<div><p>Well said, neighbour.</p></div>" * 30 + "</section></body></html>"
)


def article(number: int) -> bytes:
    """The article of a number, always the same; the even ones are pages."""
    random = Random(20_161_201 + number)
    paragraphs = []
    for _paragraph in range(random.randint(5, 12)):
        lines = []
        for _line in range(random.randint(2, 4)):
            a = random.randint(300, 600)
            lines.append(
                random.choice(SENTENCES).format(
                    state=random.choice(STATES), person=random.choice(PEOPLE), a=a / 10, b=(900 - a) / 10,
                    c=random.randint(500, 800) / 10,
                )
            )  # fmt: skip
        paragraphs.append(" ".join(lines))
    title = f"The vote, day {number}"
    if number % 2:
        return ("\n\n".join([title, *paragraphs])).encode()
    return PAGE.format(title=title, body="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)).encode()


def read(numbers: range) -> tuple[int, int, float]:
    """Proposals, bytes and peak megabytes of a stretch of articles."""
    proposals = size = 0
    for number in numbers:
        data = article(number)
        reading, _text = read_article(data, context=CONTEXT, language="en", published=date(2016, 12, 10))
        proposals += len(reading.proposals)
        size += len(data)
    return proposals, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print articles, seconds, the extractor's part, memory, and what ten thousand would take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    told = parser.parse_args()
    pages = [article(number).decode() for number in range(0, min(told.count, 400), 2)]
    extracting.extracted(pages[0])
    start = time.perf_counter()
    for page in pages:
        extracting.extracted(page)
    each = (time.perf_counter() - start) / len(pages)
    step = max(1, min(250, told.count // told.processes or 1))
    stretches = [range(at, min(at + step, told.count)) for at in range(0, told.count, step)]
    start = time.perf_counter()
    with ProcessPoolExecutor(told.processes) as pool:
        done = list(pool.map(read, stretches))
    seconds = time.perf_counter() - start
    extractor = each * ((told.count + 1) // 2) / told.processes
    print(f"articles          {told.count:>10,}   ({sum(d[1] for d in done) / 1e6:.1f} MB, {told.processes} processes)")
    print(f"proposals         {sum(d[0] for d in done):>10,}")
    print(
        f"seconds           {seconds:>10.1f}   ({1000 * seconds * told.processes / told.count:.1f} ms of a core each)"
    )
    print(f"of it extracting  {extractor:>10.1f}   ({extractor / seconds:.0%}; half of the articles are pages)")
    print(f"memory, peak      {max(d[2] for d in done):>10.0f}   MB in one process")
    print(f"10,000 articles   {10_000 * seconds / told.count / 60:>10.1f}   minutes")


if __name__ == "__main__":
    main()
