-- Who waits for whom, as pairs of units, in open cases with more than one open wait. Parameters: municipality, now.

WITH open_wait AS (
    SELECT w.case_id, s.owner_id, w.holder_id
    FROM journey_wait w JOIN journey_step s ON s.id = w.step_id JOIN journey_case c ON c.id = w.case_id
    WHERE w.ended_at IS NULL AND c.closed_at IS NULL AND c.municipality_id = %(municipality)s
), several AS (
    SELECT case_id FROM open_wait GROUP BY case_id HAVING count(*) > 1
)
SELECT open_wait.case_id, waiting.unit_id::text, awaited.unit_id::text
FROM open_wait JOIN several USING (case_id)
JOIN journey_employment waiting ON waiting.person_id = open_wait.owner_id AND waiting.period @> %(now)s::timestamptz
JOIN journey_employment awaited ON awaited.person_id = open_wait.holder_id AND awaited.period @> %(now)s::timestamptz
