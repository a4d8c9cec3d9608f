"""Read by Jupyter Server in both modes; address, port, folder, first page and token are given beside it."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821  # Jupyter puts it here

c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
c.ServerApp.allow_unauthenticated_access = False
# No calls to the outside for updates; labconfig/ beside this turns off the news.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# Code and outputs go to the kernels over loopback, which others on the machine may listen to; without this
# each kernel warns of it.
c.MappingKernelManager.transport_encryption = "auto"
