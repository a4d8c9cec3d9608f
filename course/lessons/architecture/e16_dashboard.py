"""A dashboard as code: two panels that say what they show, in which unit, and that bring data."""

import json
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.promql import metric_names
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, raised, right
from course.i18n import _
from course.lessons.architecture import panel_review, panel_trial
from course.services import prometheus

SCORE = "course_data_quality_score_ratio"
CALLS = "course_source_requests_total"
SCORE_ASKED = panel_trial.Asked(
    SCORE,
    label="dataset",
    units={"percentunit": 1, "percent": 100},
    scales={1: _("uma nota de 0 a 1"), 100: _("uma nota de 0 a 100")},
)
CALLS_ASKED = panel_trial.Asked(
    CALLS,
    label="status",
    units={"reqps": 1, "cps": 1, "reqpm": 60},
    scales={1: _("chamadas por segundo"), 60: _("chamadas por minuto")},
    others=({"path": "/v1/flights", "status": "200"}, {"path": "/v1/weather", "status": "503"}),
    counter=True,
)
_SCORE_TEXT = "Share of the checks that passed; the goal is 95%."
_CALLS_TEXT = "Calls to the source by answer; 5xx is its own fault."


def _code(  # noqa: PLR0913  # what wrong answers vary
    *,
    score: str = SCORE,
    score_text: str = _SCORE_TEXT,
    score_unit: str = "percentunit",
    calls: str = f"sum by (status) (rate({CALLS}[5m]))",
    calls_unit: str = "reqps",
    drawn: str = "score, calls",
) -> str:
    return f"""\
from course.widgets.dashboards.panels import Query, stat, timeseries
from course.widgets.live_board import Grid

pace = Query('{calls}', "{{{{status}}}}")
score = stat("Quality", "{score_text}", "{score_unit}", Query('{score}', "{{{{dataset}}}}"), size=(12, 8))
calls = timeseries("Calls", "{_CALLS_TEXT}", "{calls_unit}", pace, size=(12, 8))
my_panels = [{drawn}]
Grid(my_panels)
"""


def as_json(panels: Any) -> list[dict[str, Any]] | None:
    """The panels as Grafana's JSON; None when it is not a list of the SDK's builders."""
    if not isinstance(panels, (list, tuple)) or not all(hasattr(panel, "build") for panel in panels):
        return None
    return [json.loads(json.dumps(panel.build(), cls=JSONEncoder)) for panel in panels]


def _selects(panel: dict[str, Any], metric: str) -> bool:
    return any(
        metric in metric_names(panel_review.for_prometheus(target["expr"]))
        for target in panel_review.targets(panel)
    )


def _where(panels: Any) -> str:
    """Where to look, by how far the student has come."""
    drawn = as_json(panels)
    if not drawn:
        return _(
            "Comece pelo painel de exemplo acima e troque a consulta. Escreva `Grid(my_panels)` no fim da"
            " célula: você vê na hora o que ficou vazio."
        )
    finding = next((found for panel in drawn if (found := panel_review.review(panel))), None)
    if finding:
        return _("Olhe o painel «{title}»: o texto, a unidade ou a consulta dele.").format(
            title=finding.figures["title"]
        )
    return _(
        "Os {n} painéis trazem dados. Confira se as duas perguntas do enunciado têm o seu, na unidade do que"
        " ele desenha, e com uma série por conjunto ou por código."
    ).format(n=len(drawn))


exercise = Exercise(
    id="02.16-dashboard",
    title=_("Dois painéis como código"),
    answer="my_panels",
    needs=("prometheus",),
    starter="""\
from course.widgets.dashboards.panels import Query, stat, timeseries
from course.widgets.live_board import Grid

my_panels = ...
""",
    solution=_code(),
    explains=_(
        "Um painel é uma consulta, uma unidade e duas frases. Como código ele passa por revisão, tem"
        " histórico e um teste que faz a consulta ao Prometheus: um nome de métrica que muda quebra o teste,"
        " não a madrugada de alguém ([Grafana Foundation"
        " SDK](https://grafana.com/docs/grafana/latest/as-code/observability-as-code/foundation-sdk/))."
    ),
    hints=(
        _where,
        _(
            "Para o valor de agora use `stat`, para o ritmo ao longo do tempo `timeseries`. Os dois recebem,"
            " nesta ordem: título, descrição, unidade, consulta, e `size=(12, 8)`. A nota é um medidor de 0"
            " a 1: vai como está, na unidade que o Grafana chama de `percentunit`. As chamadas são um"
            " contador: vão pela taxa, e `reqps` é a unidade."
        ),
        _(
            "```python\n"
            'pace = Query("sum by (status) (rate(course_source_requests_total[5m]))", "{{status}}")\n'
            'score = stat("Nota", "O que mostra.", "percentunit",  # de 0 a 1\n'
            '             Query("course_data_quality_score_ratio", "{{dataset}}"), size=(12, 8))\n'
            'calls = timeseries("Chamadas", "O que mostra.", "____", pace, size=(12, 8))\n'
            "my_panels = [score, calls]\n"
            "Grid(my_panels)  # desenha os dois\n"
            "```"
        ),
    ),
    wrong={
        "unknown_metric": Wrong(
            _code(score="course_data_quality_score"), panel_review.TOLD["unknown_metric"]
        ),
        "no_data": Wrong(_code(score=f'{SCORE}{{dataset="flight"}}'), panel_review.TOLD["no_data"]),
        "no_unit": Wrong(_code(calls_unit=""), panel_review.TOLD["no_unit"]),
        "no_description": Wrong(_code(score_text=""), panel_review.TOLD["no_description"]),
        "percent_of_ratio": Wrong(_code(score_unit="percent"), panel_review.TOLD["percent_of_ratio"]),
        "rate_of_gauge": Wrong(_code(score=f"rate({SCORE}[5m])"), panel_review.TOLD["rate_of_gauge"]),
        "raw_counter": Wrong(_code(calls=f"sum by (status) ({CALLS})"), panel_review.TOLD["raw_counter"]),
        "merged": Wrong(
            _code(score=f"min({SCORE})"),
            _("O painel «{title}» junta tudo numa série; a pergunta é por `{label}`."),
        ),
        "wrong_unit": Wrong(
            _code(calls_unit="bytes"),
            _("O painel «{title}» está em `{unit}`; o valor é {what}."),
        ),
        "not_a_pace": Wrong(
            _code(calls=f"sum by (status) (increase({CALLS}[5m]))"),
            _(
                "O painel «{title}» diz `{unit}` e desenha {n:.4g} vezes esse ritmo: as chamadas de uma"
                " janela inteira não são as de um segundo."
            ),
        ),
        "one_is_missing": Wrong(
            _code(drawn="score"),
            _("Os seus painéis trazem dados, mas nenhum deles mostra {what}."),
        ),
    },
)


@exercise.check
def check(panels: list[Any]) -> Verdict:
    """What each panel lacks, the first one first; then whether both questions have a panel that answers."""
    drawn = as_json(panels)
    if drawn is None:
        return not_yet(_("`my_panels` é uma lista de painéis feitos com `stat`, `timeseries` ou `gauge`."))
    if not prometheus.query(SCORE):
        return not_tried(
            _("Ainda não há nota de qualidade para mostrar: rode `make trigger-dag` e verifique de novo.")
        )
    for panel in drawn:
        finding = panel_review.review(panel)
        if finding and finding.cause in exercise.wrong:
            return mistake(finding.cause, **finding.figures)
        if finding:
            return raised(str(finding)) if finding.cause == "refused" else not_yet(str(finding))
    if verdict := _answered(drawn):
        return verdict
    return right(
        _(
            "{n} painéis com texto, unidade e dados de agora. Num arquivo de `course/widgets/dashboards`, o"
            " Grafana os lê como estão."
        ).format(n=len(drawn))
    )


def _answered(drawn: list[dict[str, Any]]) -> Verdict | None:
    """What is wrong with the first of the questions that no panel answers; None when both are answered."""
    scores = [panel for panel in drawn if _selects(panel, SCORE)]
    if not scores:
        return mistake("one_is_missing", what=_("a nota de qualidade"))
    calls = [panel for panel in drawn if _selects(panel, CALLS) and panel["type"] == "timeseries"]
    if not calls:
        return mistake("one_is_missing", what=_("o ritmo das chamadas ao longo do tempo"))
    for panels, asked in ((scores, SCORE_ASKED), (calls, CALLS_ASKED)):
        found = [panel_trial.tried(panel, asked) for panel in panels]
        if all(found):
            return found[0]
    return None
