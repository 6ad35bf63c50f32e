-- What the expectations that look across all places (across: true) look at.

-- Documents with the same text. `named`: whether the text names the place, `dated`: whether it names the year.
create or replace temp table twin as
select s.document_id, s.place_code, s.kind, s.year, s.body, d.url, d.captured_at, contains(d.text, coalesce(p.name, '?')) as named,
       contains(d.text, s.year || '年') as dated
from (select * from document_size qualify count(*) over (partition by body) > 1) s join documents d using (document_id)
left join places p on p.place_code = s.place_code;
