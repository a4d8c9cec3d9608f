"""How papermill runs the pipeline's notebooks: by its own engine, in kernels that encrypt what they say."""

from typing import Any

from papermill.engines import NBClientEngine, papermill_engines
from traitlets.config import Config


class EncryptedEngine(NBClientEngine):
    """Papermill's default, with the setting that neither it nor Airflow's operator has an argument for."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Runs the cells; without the setting ipykernel warns in every task's log."""
        config = Config(KernelManager={"transport_encryption": "auto"})
        super().execute_managed_notebook(nb_man, kernel_name, config=config, **kwargs)


def register() -> None:
    """Makes it the engine of whoever names none, as Airflow's operator does."""
    papermill_engines.register(None, EncryptedEngine)
