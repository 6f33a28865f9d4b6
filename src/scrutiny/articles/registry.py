"""What an article has said about its people so far: surnames, offices, who is meant by "he" and "the minister"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from scrutiny.articles.actor import Actor
from scrutiny.articles.context import Context
from scrutiny.articles.folding import fold


def _body(name: str) -> bool:
    """Whether a name is that of a body and not of the person who speaks for it."""
    return name.isupper() or bool(
        re.search(
            r"elec|elei|consej|commiss|comis|tribunal|council|consei|conselh|cour|cort|supremo|board|junta", fold(name)
        )
    )


_HEAD_OF_STATE = re.compile(
    r"\bpresident|chef(?:fe)? d|jef[ea] de(?:l)? estado|head of state|mandatari|chefe d[eo] estado|monarch|\bking\b|\brey\b|\broi\b"
)


def _others(one: str, two: str) -> bool:
    """Whether two full names with one surname are those of two people."""
    first, second = fold(one).split(), fold(two).split()
    return len(first) > 1 and len(second) > 1 and first[0] != second[0] and not set(first[:-1]) & set(second[:-1])


@dataclass
class Registry:
    """Grows from sentence to sentence."""

    context: Context
    people: dict[str, Actor] = field(default_factory=dict)
    """By surname, as introduced with an office."""
    offices: dict[str, Actor] = field(default_factory=dict)
    """By the noun that stood with a name: mandatario -> Maduro."""
    authority: str = ""
    court: str = ""
    organisation: Actor | None = None
    """The last one named."""
    winner: str = ""
    """The option that was proclaimed or that has the larger announced share."""
    disputed: bool = False
    """Whether more than one option is proclaimed in the article."""
    last: list[Actor] = field(default_factory=list)
    """Who acted or spoke, the latest at the end."""
    shared: set[str] = field(default_factory=set)
    """Surnames of more than one person in the article."""
    printed: dict[str, str] = field(default_factory=dict)
    """The fullest name of each option that the article prints."""
    options: list[str] = field(default_factory=list)
    """Options as mentioned, the latest at the end."""

    def learn(self, actor: Actor) -> None:
        """Remember what a mention says about somebody."""
        if actor.option:
            self.options.append(actor.option)
            if len(actor.name) > len(self.printed.get(actor.option, "")):
                self.printed[actor.option] = actor.name
            for noun in actor.nouns:
                self.offices.setdefault(noun, actor)
        elif actor.key.startswith("person:"):
            known = self.people.get(actor.key)
            if known is not None and _others(known.name, actor.name):
                self.shared.add(actor.key)
                return
            if known is None or (known.role == "other" and actor.role != "other"):
                self.people[actor.key] = actor
            elif known.country is None and actor.country is not None:
                self.people[actor.key] = replace(known, country=actor.country, role=actor.role)
            for noun in actor.nouns:
                if actor.role in ("authority", "court", "party", "prosecutor", "candidate", "parliament") or (
                    actor.country == self.context.country):  # fmt: skip
                    self.offices[noun] = self.people.get(actor.key, actor)
        elif actor.key.startswith("authority:") and not self.authority and _body(actor.name):
            self.authority = actor.name
        elif actor.key.startswith("court:") and not self.court and _body(actor.name):
            self.court = actor.name
        if actor.role in ("organisation", "observer_mission") and not actor.bare:
            self.organisation = actor

    def spoke(self, actor: Actor) -> None:
        """Remember who acted last."""
        self.last.append(actor)

    def resolved(self, actor: Actor, topic: Actor | None = None, near: str = "") -> Actor:
        """Who is meant: a surname told before, a noun for somebody who was named, a role of the topic's state."""
        if actor.option:
            return actor
        if actor.key.startswith("person:"):
            known = self.people.get(actor.key)
            if known is not None and (
                _others(known.name, actor.name) or (actor.key in self.shared and " " not in actor.name)
            ):
                # Two people of one surname: what was said of the first is not said of the second.
                known = None
            if known is not None and actor.role in ("other", "candidate") and known.role != "other":
                full = known.name if len(known.name) > len(actor.name) else actor.name
                return replace(
                    actor, role=known.role, country=known.country or actor.country, name=full, side=known.side
                )
            if known is not None and len(known.name) > len(actor.name):
                actor = replace(actor, name=known.name)
            if actor.role == "state" and actor.country is None:
                return replace(actor, country=near or (topic.country if topic else None) or None)
            if actor.role == "other" and near:
                return replace(actor, role="state", country=near)
            if actor.role == "other" and topic is not None and topic.role == "state":
                return replace(actor, role="state", country=topic.country)
            return actor
        if not actor.bare:
            return actor
        return self._noun(actor, topic, near)

    def _noun(self, actor: Actor, topic: Actor | None, near: str) -> Actor:
        if actor.role == "authority":
            if re.search(
                r"commissioners|miembros|membros|membres|chiefs|autorit|autorid|officials|magistrad|\bof the\b",
                fold(actor.name),
            ):
                return replace(actor, bare=False)
            return replace(actor, name=self.authority or actor.name, key="authority:authority", bare=False)
        if "body_ref" in actor.heads and topic is not None and topic.role in ("observer_mission", "organisation"):
            return replace(topic, start=actor.start, end=actor.end, group=actor.group)
        if "body_ref" in actor.heads:
            return (
                replace(self.organisation, start=actor.start, end=actor.end, group=actor.group)
                if self.organisation
                else actor
            )
        if (
            actor.role == "observer_mission"
            and topic is not None
            and topic.role in ("observer_mission", "organisation")
        ):
            return replace(topic, start=actor.start, end=actor.end, group=actor.group, role="observer_mission")
        kinds = [word for word in ("suprem", "constit", "electoral", "eleitoral") if word in fold(actor.name)]
        if actor.role == "court" and kinds and not any(word in fold(self.court) for word in kinds):
            # Another court than the contest's own: whose it is, is not told.
            return replace(actor, bare=False, country=None)
        if actor.role == "court" and self.court:
            return replace(actor, name=self.court, key="court:court", bare=False)
        office = next((self.offices[noun] for noun in actor.nouns if noun in self.offices), None)
        if office is not None and not (office.option and (near or (topic and topic.role == "state"))):
            known = self.people.get(office.key, office)
            return replace(known, start=actor.start, end=actor.end, group=actor.group, heads=actor.heads, bare=False)
        if actor.heads == {"state_head"} and not near and topic is None and _HEAD_OF_STATE.search(actor.key):
            home = {known.key: known for known in self.people.values() if known.role == "state" and known.country == self.context.country
                    and _HEAD_OF_STATE.search(" ".join(known.nouns))}  # fmt: skip
            if len(home) == 1:
                known = next(iter(home.values()))
                return replace(
                    known, start=actor.start, end=actor.end, group=actor.group, heads=actor.heads, bare=False
                )
        if actor.role == "state":
            country = near or (topic.country if topic is not None else None)
            if country:
                return replace(actor, country=country, bare=False)
        if actor.heads & {"candidate_ref"} or (actor.heads == {"state_head"} and not near):
            option = self._candidate(actor)
            if option:
                return self.as_option(actor, option)
        return actor

    def _candidate(self, actor: Actor) -> str:
        """The option that a noun such as "the opposition candidate" means, where only one can be meant."""
        text = fold(actor.name)
        if any(
            word in text
            for word in ("winner", "victor", "vencedor", "ganador", "vainqueur", "elect", "elu", "electo", "eleito")
        ):
            return self.winner
        if re.search(r"vencido|derrotad|defeated|losing|battu|malheureux|perdedor|vaincu", text):
            return self.other_than(self.winner)
        if "rival" in text or "adversa" in text or "opponent" in text:
            return self.other_than(self.options[-1] if self.options else "")
        named = [option.option for noun in actor.nouns for office, option in self.offices.items() if noun == office]
        return named[0] if named else ""

    def other_than(self, option: str) -> str:
        """The other of two options."""
        ids = [choice.id for choice in self.context.options]
        seen = [id_ for id_ in ids if id_ in self.options] or ids
        rest = [id_ for id_ in seen if id_ != option]
        return rest[0] if len(rest) == 1 and option else ""

    def as_option(self, actor: Actor, option: str) -> Actor:
        """A mention that stands for an option."""
        choice = next(choice for choice in self.context.options if choice.id == option)
        return replace(actor, name=self.printed.get(option, choice.names[0]), key=f"option:{option}", role="candidate",
                       country=self.context.country, option=option, bare=False, many=False)  # fmt: skip
