"""The verb `business`: the measures against their targets, what a day costs, and the model of the return."""

from rich.padding import Padding

from course.business import cost, roi, tornado
from course.business.measure import Measure, Reading, measures
from course.business.records import Records, read
from course.cli.show import table_of
from course.i18n import _
from course.stack.progress import console
from course.widgets.board.units import written

_VERDICTS = {
    "met": "[green]" + _("atingida") + "[/]",
    "missed": "[red]" + _("não atingida") + "[/]",
    "not shown": "[yellow]" + _("não demonstrada") + "[/]",
}


def show(definitions: bool) -> None:
    """Prints all of it; `definitions` adds each measure's formula, source and records."""
    records = read()
    found = [(measure, measure.read(records)) for measure in measures()]
    _against_targets(found)
    if definitions:
        _definitions([measure for measure, _reading in found])
    if records.usage:
        _cost(records)
        _return(roi.assumptions(cost.total(records.usage)))


def _against_targets(found: list[tuple[Measure, Reading]]) -> None:
    table = table_of(_("Medida"), _("Agora"), _("Meta"), "")
    for measure, reading in found:
        value = "—" if reading.value is None else written(reading.value, measure.unit)
        target = f"{measure.comparison} {written(measure.target, measure.unit)}"
        table.add_row(measure.title, value, target, _VERDICTS[measure.verdict(reading)])
    console.print(table, soft_wrap=False)
    console.print()
    for measure, reading in found:
        _about(measure.title, reading.basis, reading.missing)


def _definitions(shown: list[Measure]) -> None:
    console.print()
    for measure in shown:
        _about(measure.title, measure.formula, measure.source, measure.records)


def _about(title: str, *sentences: str) -> None:
    said = ". ".join(sentence.removesuffix(".") for sentence in sentences if sentence)
    console.print(Padding(f"[bold]{title}[/]: {said}.", (0, 0, 0, 2)), soft_wrap=False)


def _cost(records: Records) -> None:
    assert records.usage  # noqa: S101  # the caller looked
    console.print()
    table = table_of(_("Custo do dia {day}").format(day=records.usage.day), _("Custo"), _("Preço e fonte"))
    for item in cost.items(records.usage):
        price = item.price
        shown = f"{price.amount:g} {price.currency}/{price.unit}, {price.source}"
        table.add_row(item.title, cost.reais(item.brl), shown)
    console.print(table, soft_wrap=False)
    console.print(
        _(
            "Ao todo {total} por dia, {thousand} por mil linhas. As etapas trabalharam {busy} do dia: o resto"
            " é a máquina à espera."
        ).format(
            total=cost.reais(cost.total(records.usage)),
            thousand=cost.reais(cost.per_thousand_rows(records.usage)),
            busy=written(cost.busy(records.usage), "percentunit"),
        )
    )


def _return(figures: tuple[roi.Assumption, ...]) -> None:
    result = roi.model(roi.likely(figures))
    console.print()
    table = table_of(_("Suposição do ROI"), _("Provável"), _("Baixo → alto"), _("ROI"), _("Fonte"))
    for swing in roi.sensitivity(figures):
        one = swing.assumption
        moved = f"{tornado.percent(swing.at_low)} → {tornado.percent(swing.at_high)}"
        table.add_row(one.title, written(one.likely, "none"), tornado.bounds(one), moved, one.source)
    console.print(table, soft_wrap=False)
    months = "—" if result.payback_months is None else written(result.payback_months, "none", 1)
    console.print(
        _(
            "ROI {roi} no horizonte; o investimento volta em {months} meses. É um modelo: troque os números."
        ).format(roi=tornado.percent(result.roi), months=months)
    )
