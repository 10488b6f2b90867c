-- Who waits for whom, as pairs of units, in open cases with more than one open wait. Parameters: municipality, now.
-- Whoever has left stands for no unit any more: that is a gap of its own (holder_left).

WITH open_wait AS (
    SELECT w.case_id, s.owner_id, w.holder_id
    FROM journey_wait w JOIN journey_step s ON s.id = w.step_id JOIN journey_case c ON c.id = w.case_id
    WHERE w.ended_at IS NULL AND c.closed_at IS NULL AND c.municipality_id = %(municipality)s
), several AS (
    SELECT case_id FROM open_wait GROUP BY case_id HAVING count(*) > 1
), at_work AS (
    SELECT e.person_id, e.unit_id FROM journey_employment e JOIN journey_person p ON p.id = e.person_id
    WHERE p.is_active AND e.municipality_id = %(municipality)s AND e.period @> %(now)s::timestamptz
)
SELECT open_wait.case_id, waiting.unit_id::text, awaited.unit_id::text
FROM open_wait JOIN several USING (case_id)
JOIN at_work waiting ON waiting.person_id = open_wait.owner_id
JOIN at_work awaited ON awaited.person_id = open_wait.holder_id
