"""What the lessons on Redis, MinIO and Jupyter show is so, and they leave nothing behind."""

from types import SimpleNamespace

from minio.commonconfig import CopySource

from course.exercises.verdict import Status
from course.lessons import exercise
from course.lessons.architecture import jupyter_demos, minio_demos, redis_demos, throwaway
from course.services import minio, redis

RECOVER = "02.10-recover-object"


def _recover() -> SimpleNamespace:
    make = exercise(RECOVER).scene
    assert make
    return SimpleNamespace(**make())


def _judge(scene: SimpleNamespace) -> Status:
    kind = exercise(RECOVER).kind
    assert kind
    return kind.check(exercise(RECOVER), scene).status


def test_the_warehouse_answers_a_repeated_question_once() -> None:
    shown = redis_demos.asked(times=5)
    assert dict(zip(shown.iloc[:, 0], shown.iloc[:, 1], strict=True)) == {"PostgreSQL": 1, "Redis": 4}


def test_counting_up_leaves_the_time_to_live_and_overwriting_clears_it() -> None:
    outcome, _steps = redis_demos.lives()
    assert outcome == (120, -1)


def test_a_message_that_was_not_acknowledged_is_delivered_again_and_the_queue_is_taken_away() -> None:
    waiting = redis_demos.delivered().iloc[:, 1].tolist()
    assert waiting == ["extract, transform", "transform", "extract, transform", "transform", "transform"]
    assert not redis.client(redis.BROKER_DB).keys("*lesson-*")


def test_only_the_signed_link_opens_the_object_and_only_while_it_lasts() -> None:
    assert minio_demos.doors()["HTTP"].tolist() == [403, 200, 403, 403, 403]


def test_throw_away_objects_are_gone_with_every_version_and_marker() -> None:
    with throwaway.objects() as prefix:
        throwaway.put(f"{prefix}a/b", b"one")
        throwaway.put(f"{prefix}a/b", b"two")
        throwaway.delete(f"{prefix}a/b")
        assert len(throwaway.versions(prefix)) == 3
    assert throwaway.versions(prefix) == []


def test_a_scene_takes_away_what_the_last_one_left() -> None:
    _recover()
    scene = _recover()
    assert [bool(one.is_delete_marker) for one in throwaway.versions(scene.name)].count(True) == 1
    assert len(throwaway.versions(scene.name)) == 3


def test_an_object_recovered_by_copying_its_good_version_counts_as_well() -> None:
    scene = _recover()
    kept = [one for one in throwaway.versions(scene.name) if not one.is_delete_marker]
    good = max(kept, key=lambda one: str(one.last_modified))
    source = CopySource(scene.bucket, scene.name, version_id=good.version_id)
    minio.client().copy_object(scene.bucket, scene.name, source)
    assert _judge(scene) is Status.RIGHT


def test_deleting_a_deleted_object_again_is_not_an_answer() -> None:
    scene = _recover()
    throwaway.delete(scene.name)
    assert _judge(scene) is Status.NOT_TRIED


def test_a_parameter_without_a_tagged_cell_is_undone_by_the_notebook() -> None:
    carrier, cells = jupyter_demos.untagged("AA")
    assert carrier == "UA"
    assert "injected-parameters" in cells.iloc[:, 0].tolist()
