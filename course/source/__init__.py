"""The flights API: the flights of New York's airports in 2013, served as if they were of this year.

contract: what is served and in which columns · catalog: the rows · faults: how it may misbehave
· limits: how often one may ask · metrics: how it is watched · api: the paths · app: all together
"""
