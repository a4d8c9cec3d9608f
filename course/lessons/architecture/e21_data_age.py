"""How old the data are: a timestamp is exported, the age is asked for."""

from random import randint

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.promql import Promql
from course.i18n import _
from course.lessons.architecture.promql_series import AT, changed

METRIC = "course_data_last_success_timestamp_seconds"


def _series() -> dict[str, str]:
    """Two data sets that were loaded hours before promtool's clock began, one of them once more since."""
    old, fresh = -3600 * randint(30, 60) - randint(1, 3000), -3600 * randint(2, 9) - randint(1, 3000)
    return {
        f'{METRIC}{{dataset="flights"}}': changed(old, fresh),
        f'{METRIC}{{dataset="weather"}}': changed(old, old),
    }


exercise = Exercise(
    id="02.21-data-age",
    title=_("Há quantas horas o dado parou"),
    answer="age_hours",
    needs=("prometheus",),
    kind=Promql(_series, at=AT, showed=_("Horas desde o fim do último dia carregado, por conjunto.")),
    starter='age_hours = ""\n',
    solution=(
        'age_hours = "(time() - max by (dataset) (course_data_last_success_timestamp_seconds)) / 3600"\n'
    ),
    explains=_(
        "Quem exporta diz **quando** foi; quem pergunta faz a conta com o relógio de agora. Se o job"
        " exportasse a idade, o Pushgateway a repetiria parada para sempre, e o dado velho pareceria fresco"
        " ([Prometheus: timestamps, not time"
        " since](https://prometheus.io/docs/practices/instrumentation/#timestamps-not-time-since))."
    ),
    hints=(
        _(
            "Olhe a unidade no nome da métrica: segundos, e um instante, contado desde 1970. Qual função do"
            " PromQL dá o instante de agora na mesma conta?"
        ),
        _(
            "A idade é o agora menos o instante guardado. `time()` dá o agora da consulta, em segundos; a"
            " métrica já traz o instante. Cuidado com `timestamp()`: ela diz quando o Prometheus **leu** a"
            " amostra, não o que a amostra conta. No fim, passe de segundos a horas."
        ),
        _(
            "```python\n"
            "# agora menos o instante que a métrica guarda, em horas\n"
            'age_hours = "(____ - max by (dataset) (course_data_last_success_timestamp_seconds)) / 3600"\n'
            "```"
        ),
    ),
    wrong={
        "time_of_the_sample": Wrong(
            'age_hours = "(time() - timestamp(course_data_last_success_timestamp_seconds)) / 3600"\n',
            _(
                "`timestamp()` é o instante da **coleta**. O Pushgateway repete o último valor a cada 5 s,"
                " por isso a sua idade fica perto de zero mesmo com o job morto há uma semana."
            ),
        ),
        "rate_of_gauge": Wrong(
            'age_hours = "rate(course_data_last_success_timestamp_seconds[1h])"\n',
            _(
                "`rate` é para contadores. Um instante é um medidor (gauge): entre duas cargas a taxa é"
                " zero, e na carga dá um salto; nenhum dos dois é uma idade."
            ),
        ),
        "in_the_future": Wrong(
            'age_hours = "(max by (dataset) (course_data_last_success_timestamp_seconds) - time()) / 3600"\n',
            _(
                "A sua idade é negativa: você fez o instante guardado menos o agora, a ordem inversa. Um"
                " alerta «mais velho que 31 horas» nunca dispararia."
            ),
        ),
        "seconds": Wrong(
            'age_hours = "time() - max by (dataset) (course_data_last_success_timestamp_seconds)"\n',
            _("A conta está em segundos; a pergunta pede horas. O número fica 3600 vezes maior."),
        ),
        "the_moment": Wrong(
            'age_hours = "max by (dataset) (course_data_last_success_timestamp_seconds) / 3600"\n',
            _("Isto são horas desde 1970, o instante em si. Falta dizer quanto tempo passou desde ele."),
        ),
    },
)
