-- Whole local days from the day a new contact began to that contact's own first word to the family: an informative word
-- or a message in a thread. The announcement of the change is none. Without one it counts as the days until now, or
-- until the contact or the case ended. A change of deputy alone is no change of contact.
WITH begun AS (
    SELECT a.case_id, a.person_id, lower(a.period) AS start, upper(a.period) AS stop,
           lag(a.person_id) OVER (PARTITION BY a.case_id ORDER BY lower(a.period)) AS before,
           c.closed_at, c.unit_id, u.name AS unit, b.code, b.title
    FROM journey_case c
    JOIN journey_unit u ON u.id = c.unit_id
    JOIN journey_blueprint b ON b.id = c.blueprint_id
    JOIN journey_contactassignment a ON a.case_id = c.id AND NOT isempty(a.period)
    WHERE c.unit_id = ANY(%(units)s) AND c.child_id <> ALL(%(own_children)s)
),
changed AS (
    SELECT *, LEAST(stop, closed_at, %(now)s::timestamptz) AS until
    FROM begun
    WHERE before IS NOT NULL AND before <> person_id AND start <= %(now)s
      AND start >= %(changes_since)s::date::timestamp AT TIME ZONE %(zone)s
),
met AS (
    SELECT n.*, (SELECT min(said.at) FROM (
        SELECT w.published_at AS at FROM journey_update w
        WHERE w.case_id = n.case_id AND w.author_id = n.person_id AND w.is_informative AND w.visibility = 'released'
          AND w.kind <> 'contact_change'
        UNION ALL
        SELECT e.occurred_at FROM journey_event e
        WHERE e.case_id = n.case_id AND e.actor_id = n.person_id AND e.kind = 'message.posted'
    ) said WHERE said.at >= n.start AND said.at <= n.until) AS first_at
    FROM changed n
    WHERE n.start <= n.until
)
SELECT (ARRAY['crossing', 'unit', 'process', 'all'])[GROUPING(unit_id, code) + 1] AS by,
       unit_id::text, code,
       CASE GROUPING(unit_id, code) WHEN 1 THEN unit WHEN 2 THEN max(title) ELSE '' END AS name, NULL::date AS month,
       count(DISTINCT case_id) AS cases, count(*) AS changes,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY
           (COALESCE(first_at, until) AT TIME ZONE %(zone)s)::date - (start AT TIME ZONE %(zone)s)::date) AS median_days,
       count(*) FILTER (WHERE first_at IS NULL) AS without_contact
FROM met
GROUP BY GROUPING SETS ((), (unit_id, unit), (code), (unit_id, unit, code))
ORDER BY by, name, unit_id, code
