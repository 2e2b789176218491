-- One portion of the events, whose figures are made next, and what each of their sources says.

CREATE OR REPLACE MACRO core.events_at(at_time, in_country, from_day, to_day) AS TABLE
SELECT event.* EXCLUDE (known_from, known_to, is_current)
FROM core.event_states AS event
WHERE event.is_current AND hash(event.event_id) % {portions} = {portion};

CREATE OR REPLACE TEMP TABLE portion_voices AS FROM core.voices(NULL, NULL, NULL, NULL);

CREATE OR REPLACE MACRO core.voices(at_time, in_country, from_day, to_day) AS TABLE FROM temp.portion_voices;
