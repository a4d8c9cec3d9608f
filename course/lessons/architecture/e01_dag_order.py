"""The order of a DAG's tasks comes from what each needs; Airflow itself says whether it is that order."""

from graphlib import TopologicalSorter

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.ordering import Ordering
from course.exercises.verdict import Verdict
from course.i18n import _
from course.services.airflow import DAG_ID, api

# The notebook tells each letter's work; the last is no task of the DAG.
_TASK_OF = {"A": "load", "B": "extract", "C": "quality", "D": "transform"}
_LETTER_OF = {task: letter for letter, task in _TASK_OF.items()}

exercise = Exercise(
    id="02.01-dag-order",
    title=_("A ordem de uma DAG"),
    answer="order",
    needs=("airflow",),
    starter='order = ""\n',
    solution='order = "B D A C"\n',
    explains=_(
        "Uma DAG não diz a que horas cada tarefa roda; diz **de quem cada uma depende**. A ordem é"
        " consequência: uma tarefa começa quando todas as anteriores deram certo"
        " (`trigger_rule=all_success`). O bruto fica: é dele que se refaz um dia depois que a fonte mudou."
    ),
    hints=(
        _(
            "Olhe a coluna *depois de* em `airflow_demos.tasks()`: é o que a API do Airflow responde."
            " Depois pergunte de cada linha: que dado ela lê, e quem o deixou lá?"
        ),
        _(
            "Siga um voo. Ele chega da API e é guardado como veio; do bruto sai o Parquet com tipos; do"
            " Parquet sai a tabela; e só da tabela pronta se pode dizer se está boa. Uma linha que destrói"
            " a entrada de outra não tem lugar nessa corrente."
        ),
        _(
            "```python\n"
            "# B deixa as páginas, D as lê e deixa Parquet; C lê o warehouse\n"
            'order = "B D ____ C"\n'
            "```"
        ),
    ),
    wrong={
        "quality_first": Wrong(
            'order = "B D C A"\n',
            _(
                "`{second}` antes de `{first}`: a nota sairia do que o warehouse tinha **antes** desta"
                " carga. Verde, e sobre os dados errados."
            ),
        ),
        "load_first": Wrong(
            'order = "B A D C"\n',
            _(
                "`{second}` antes de `{first}`: ainda não há Parquet deste dia para gravar, e nenhuma linha"
                " ruim foi posta de lado."
            ),
        ),
        "transform_first": Wrong(
            'order = "D B A C"\n',
            _("`{second}` antes de `{first}`: não há páginas deste dia no MinIO para ler."),
        ),
        "deletes_raw": Wrong(
            'order = "B D E A C"\n',
            _(
                "A linha E não é da DAG, e faria mal: sem o bruto, refazer um dia depende de a fonte ainda"
                " responder o mesmo que respondeu naquele dia."
            ),
        ),
    },
)


@exercise.check
def check(order: object) -> Verdict:
    """Against the dependencies that Airflow has at this moment."""
    tasks = api("GET", f"/dags/{DAG_ID}/tasks")["tasks"]
    after = {task["task_id"]: task["downstream_task_ids"] for task in tasks}
    parsons = Ordering(
        lines={**_TASK_OF, "E": ""},
        before=tuple(
            (_LETTER_OF[first], _LETTER_OF[second], f"{second}_first")
            for first, followers in after.items()
            for second in followers
        ),
        extra={"E": "deletes_raw"},
        showed=_("O Airflow responde o mesmo: {order}.").format(
            order=" → ".join(reversed(list(TopologicalSorter(after).static_order())))
        ),
    )
    return parsons.check(exercise, order)
