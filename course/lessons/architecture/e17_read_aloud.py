"""A dashboard read aloud: figures, the limits they are held against, and the decision."""

import re
from collections.abc import Callable

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.written import Point, Written, figure
from course.exercises.numbers import readings
from course.exercises.verdict import Verdict, not_tried
from course.i18n import _
from course.pipeline import goals
from course.services import prometheus

SCORE = "min(course_data_quality_score_ratio)"
AGE = "max(time() - course_data_last_success_timestamp_seconds)"
_ACT, _WAIT = ("agir", "act", _("agir")), ("aguardar", "wait", _("aguardar"))


def _now(expression: str) -> float:
    return float(prometheus.query(expression)[0]["value"][1])


def _age_said(text: str) -> bool:
    """Whether some number beside the limit is the age in hours, as people round it."""
    age = _now(AGE) / 3600
    found = re.findall(r"\d[\d.,]*", text)
    read = [one.value for number in found for one in readings(number.rstrip(".,"))]
    if goals.AGE_HOURS in read:  # just one: on a late day the age may round to the same number
        read.remove(goals.AGE_HOURS)
    return any(abs(value - age) <= max(0.6, 0.05 * age) for value in read)


def _decision(text: str) -> str:
    """`act`, `wait`, or nothing: what the text ends with."""
    words = re.findall(r"\w+", text.casefold())
    return "act" if words[-1:] and words[-1] in _ACT else "wait" if words[-1:] and words[-1] in _WAIT else ""


def _decided_rightly(text: str) -> bool:
    fine = _now(SCORE) >= goals.QUALITY and _now(AGE) <= goals.AGE_HOURS * 3600
    return _decision(text) == ("wait" if fine else "act")


def _both(*said: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: all(one(text) for one in said)


def _code(report: str) -> str:
    return f"""\
from course.services.prometheus import query

score = float(query("{SCORE}")[0]["value"][1])
age = float(query("{AGE}")[0]["value"][1]) / 3600
decision = "wait" if score >= {goals.QUALITY} and age <= {goals.AGE_HOURS} else "act"
opposite = "act" if decision == "wait" else "wait"
report = f"{report}"
"""


_written = Written(
    points=(
        Point("no_score", figure(lambda: _now(SCORE), "ratio", 0.005)),
        Point(
            "no_limits",
            _both(figure(lambda: goals.QUALITY, "ratio", 0.0001), figure(lambda: goals.AGE_HOURS)),
        ),
        Point("no_age", _age_said),
        Point("no_decision", lambda text: bool(_decision(text))),
        Point("wrong_decision", _decided_rightly),
    ),
    showed=_("Dois números de agora, os dois limites, uma decisão: quem lê não precisa abrir o dashboard."),
)

exercise = Exercise(
    id="02.17-read-aloud",
    title=_("O dashboard lido em voz alta"),
    answer="report",
    needs=("prometheus",),
    starter='report = ""\n',
    solution=_code(
        "Lowest quality {score:.1%}, goal 95%. Oldest data {age:.0f} h, limit 31 h. Decision: {decision}"
    ),
    explains=_(
        "Um número sem limite é curiosidade; um limite sem decisão é decoração. O texto vem das mesmas"
        " consultas que o dashboard desenha, por isso os dois nunca discordam."
    ),
    hints=(
        _(
            "Olhe os dois primeiros painéis: «Idade do dado» e «Nota de qualidade». Leia o pior valor de"
            " cada um; a descrição, no (i), diz com que limite ele se compara."
        ),
        _(
            "Quatro coisas, nesta ordem: a menor nota, em porcentagem, e a sua meta; a idade do dado mais"
            " velho, em horas, e o seu limite. Depois a conclusão: se os dois estão dentro, não há o que"
            " fazer; se um está fora, há. Termine com uma só palavra, `agir` ou `aguardar`. Os números podem"
            " ser copiados do dashboard ou obtidos com `query`."
        ),
        _(
            "```python\n"
            "from course.services.prometheus import query\n\n"
            "# a pior nota; a idade se obtém do mesmo jeito, com\n"
            "# max(time() - course_data_last_success_timestamp_seconds) / 3600\n"
            'score = float(query("____")[0]["value"][1])\n'
            'report = f"Menor nota {score:.1%}, meta 95%. Dado mais velho … h, limite 31 h: aguardar"\n'
            "```"
        ),
    ),
    wrong={
        "no_score": Wrong(
            _code("The data are good and fresh, the team works hard, and all is well: {decision}"),
            _(
                "Não achei a menor nota de qualidade de agora, em porcentagem: a do pior conjunto. «Boa» não"
                " se compara com a meta, e a média esconde o conjunto ruim."
            ),
        ),
        "no_age": Wrong(
            _code("Lowest quality {score:.1%}, goal 95%. Loaded at 1795575600, limit 31 h: {decision}"),
            _(
                "Falta a idade do dado mais velho, em horas. Quem decide não faz conta com o instante em"
                " segundos desde 1970."
            ),
        ),
        "no_limits": Wrong(
            _code("The lowest quality is {score:.1%} and the data are {age:.0f} h old: {decision}"),
            _(
                "Os números estão certos, mas soltos: falta com que cada um se compara, a meta e o limite de"
                " idade."
            ),
        ),
        "no_decision": Wrong(
            _code("Lowest quality {score:.1%}, goal 95%. Oldest data {age:.0f} h, limit 31 h."),
            _("Os números e os limites estão aí; falta a última palavra: `agir` ou `aguardar`."),
        ),
        "wrong_decision": Wrong(
            _code("Lowest quality {score:.1%}, goal 95%. Oldest data {age:.0f} h, limit 31 h: {opposite}"),
            _(
                "A decisão contradiz os números do seu próprio texto. Compare cada um com o seu limite outra"
                " vez."
            ),
        ),
    },
)


@exercise.check
def check(report: str) -> Verdict:
    """Against the figures of now; without a load there is nothing to tell of."""
    if not (prometheus.query(SCORE) and prometheus.query(AGE)):
        return not_tried(
            _("Ainda não há o que relatar: o pipeline não rodou. `make trigger-dag`, e verifique de novo.")
        )
    return _written.check(exercise, report)
