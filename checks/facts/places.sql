-- What is known of places, made once a run.

-- A place's rank for bounds.yaml, and the two characters that its name is always known by.
create or replace temp table ranked_place as
select place_code, name, level, left(name, 2) as short,
       case when level = 'county' then right(name, 1) else level end as rank
from places;

-- Longer names that end in a place's own: a report of 米易县 speaks of 易县 in every line.
create or replace temp table longer_name as
select p.place_code, n.name from ranked_place p join place_names n on n.name <> p.name and ends_with(n.name, p.name);
