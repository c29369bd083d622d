"""The engine ``mll`` of papermill: every notebook in a kernel of its own, split off from a process that is ready.

``papermill --engine mll IN.ipynb OUT.ipynb``. Starting a kernel and importing the suite takes seconds, and is the same
for every notebook. Here one process does it once and is copied (``fork``) for each notebook. A copy is an ordinary
kernel of IPython, and papermill's own client speaks with it, so what a notebook shows is what papermill alone would
show; nothing of a notebook is left for the next, since its process ends with it. Where a kernel cannot be split off
(another system than Linux, another Python, a folder that hides a module) one is started, as papermill does.
"""
