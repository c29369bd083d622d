"""A case of which two numbers differ by municipality, with its table: what the tests of a batch share."""

from __future__ import annotations

CASE = """\
schema: 2
case:
  {id: local, base_year: 2026, horizon: 2, language: nl, municipality: Eindhoven, draws: 64, tables: {own: own.csv}}
alternatives: {baseline: {title: Nothing}, visits: {title: Visits}}
lines:
  visits:
    kind: product
    title: Visits
    alternative: visits
    payer: municipality
    receiver: resources
    cash: true
    years: [2026, 2027]
    factors:
      clients: {table: own, id: clients, local: true}
      share: {table: own, id: share, local: true}
      price: {value: 40, unit: EUR/person, price_year: 2026, source: count, quality: B}
scenarios:
  dear: {title: Dear, set: {"lines.visits.factors.price": 60}}
"""
TABLE = """\
id,value,unit,quality,source,region,year
clients,1000,person/yr,A,count,Eindhoven,2024
clients,400,person/yr,A,count,Helmond,2024
clients,800,person/yr,A,count,Breda,2022
share,0.1,fraction,A,count,Eindhoven,2024
share,0.3,fraction,A,count,Helmond,2024
share,0.2,fraction,A,count,Breda,2024
"""
