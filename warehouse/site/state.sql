-- What the site needs to know of the nights before: what each part was made of, and every address that was ever given out.

create table if not exists parts (part varchar primary key, digest varchar not null);
comment on table parts is 'Parts of the site (a place, a plan of it, an indicator) and a digest of the rows that they show.';

create table if not exists addresses (
  commitment_id varchar primary key, document_id varchar, place_code varchar, quote varchar, char_start integer, successor varchar, gone boolean default false
);
comment on table addresses is 'Every promise that has had a page. One that is gone keeps its address: it says where the reading went, or that it was withdrawn.';
