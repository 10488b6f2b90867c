-- The longest time without a word now, in whole local days, of everyone who is owed one in the led open cases.
WITH silent AS (
    SELECT c.id, c.unit_id, u.name AS unit, b.code, b.title,
           %(today)s::date - (w.last_word_at AT TIME ZONE %(zone)s)::date AS days
    FROM journey_case c
    JOIN journey_unit u ON u.id = c.unit_id
    JOIN journey_blueprint b ON b.id = c.blueprint_id
    JOIN journey_nextword w ON w.case_id = c.id AND w.is_owed
    WHERE c.unit_id = ANY(%(units)s) AND c.child_id <> ALL(%(own_children)s) AND c.closed_at IS NULL
      AND EXISTS (
          SELECT 1 FROM journey_relation r
          WHERE r.child_id = c.child_id AND r.person_id = w.person_id AND r.kind = 'custodian'
            AND r.period @> %(now)s::timestamptz
      )
)
SELECT (ARRAY['crossing', 'unit', 'process', 'all'])[GROUPING(unit_id, code) + 1] AS by,
       unit_id::text, code,
       CASE GROUPING(unit_id, code) WHEN 1 THEN unit WHEN 2 THEN max(title) ELSE '' END AS name, NULL::date AS month,
       count(DISTINCT id) AS cases, max(days) AS days
FROM silent
GROUP BY GROUPING SETS ((), (unit_id, unit), (code), (unit_id, unit, code))
ORDER BY by, name, unit_id, code
