-- Promised next words by the month in which they were kept or broken. Kept: a word came on the promised day or before,
-- counted once a day for each person; a shorter rhythm moves the date too, and is no word. Broken: the day passed in
-- silence, as the watch found, or as a late word shows where the watch had not yet looked. Nothing was owed while a case
-- was closed: its reopening comes late for no promise.
WITH led AS (
    SELECT c.id, c.unit_id, u.name AS unit, b.code, b.title
    FROM journey_case c
    JOIN journey_unit u ON u.id = c.unit_id
    JOIN journey_blueprint b ON b.id = c.blueprint_id
    WHERE c.unit_id = ANY(%(units)s) AND c.child_id <> ALL(%(own_children)s)
),
settled AS (
    SELECT DISTINCT l.id, l.unit_id, l.unit, l.code, l.title, w.person_id,
           LEAST((w.at AT TIME ZONE %(zone)s)::date, w.old + 1) AS on_day,
           (w.at AT TIME ZONE %(zone)s)::date <= w.old AS is_kept
    FROM led l
    JOIN journey_nextwordchange w ON w.case_id = l.id
    LEFT JOIN journey_update told ON told.id = w.update_row_id
    WHERE w.at >= %(months_since)s::date::timestamp AT TIME ZONE %(zone)s
      AND w.old >= %(months_since)s::date
      AND (
          told.is_informative
          OR (w.update_row_id IS NULL AND w.new > w.old AND (w.at AT TIME ZONE %(zone)s)::date <= w.old)
      )
      AND NOT EXISTS (
          SELECT 1 FROM journey_gap g
          WHERE g.case_id = l.id AND g.kind = 'next_word_broken' AND g.person_id = w.person_id
            AND g.opened_at <= w.at AND (g.closed_at IS NULL OR g.closed_at >= w.at)
      )
      AND NOT EXISTS (
          SELECT 1 FROM journey_event e
          WHERE e.case_id = l.id AND e.kind = 'case.reopened'
            AND e.occurred_at BETWEEN (w.old::timestamp AT TIME ZONE %(zone)s) AND w.at + INTERVAL '1 minute'
      )
    UNION ALL
    SELECT l.id, l.unit_id, l.unit, l.code, l.title, g.person_id, g.broken_on, FALSE
    FROM led l
    JOIN journey_gap g ON g.case_id = l.id AND g.kind = 'next_word_broken' AND g.broken_on >= %(months_since)s::date
),
in_month AS (SELECT *, date_trunc('month', on_day)::date AS month FROM settled)
SELECT (ARRAY['crossing', 'unit', 'process', 'all'])[GROUPING(unit_id, code) + 1] AS by,
       unit_id::text, code,
       CASE GROUPING(unit_id, code) WHEN 1 THEN unit WHEN 2 THEN max(title) ELSE '' END AS name, month,
       count(DISTINCT id) AS cases,
       count(*) FILTER (WHERE is_kept) AS kept, count(*) FILTER (WHERE NOT is_kept) AS broken
FROM in_month
GROUP BY GROUPING SETS ((month), (month, unit_id, unit), (month, code), (month, unit_id, unit, code))
ORDER BY by, name, unit_id, code, month
