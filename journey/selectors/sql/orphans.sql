-- Open questions whose owner is no longer around the child: neither contact, deputy nor cover, without a
-- role, with nothing lying with them, no leader; or who has left, or is a custodian of the child and no staff here.
-- A closed case counts too: its contact stays for questions.
-- Begins at the open questions, which are few. Parameters: municipality, now, today.

SELECT q.id
FROM journey_question q
JOIN journey_case c ON c.id = q.case_id
JOIN journey_person p ON p.id = q.owner_id
JOIN journey_contactassignment a ON a.case_id = c.id AND a.period @> %(now)s::timestamptz
WHERE q.closed_at IS NULL AND q.municipality_id = %(municipality)s AND (
    NOT p.is_active OR NOT EXISTS (
        SELECT 1 FROM journey_employment e WHERE e.person_id = q.owner_id AND e.municipality_id = %(municipality)s
        AND e.period @> %(now)s::timestamptz
    ) OR EXISTS (
        SELECT 1 FROM journey_relation r WHERE r.person_id = q.owner_id AND r.child_id = c.child_id
        AND r.kind = 'custodian' AND r.period @> %(now)s::timestamptz
    ) OR NOT (
        q.owner_id IN (a.person_id, a.deputy_id)
        OR EXISTS (
            SELECT 1 FROM journey_absence b WHERE b.person_id = a.person_id AND b.cover_id = q.owner_id
            AND b.first_day <= %(today)s AND (b.last_day IS NULL OR b.last_day >= %(today)s)
        )
        OR EXISTS (
            SELECT 1 FROM journey_caserole r WHERE r.case_id = c.id AND r.person_id = q.owner_id
            AND r.period @> %(now)s::timestamptz
        )
        OR EXISTS (SELECT 1 FROM journey_step s WHERE s.case_id = c.id AND s.owner_id = q.owner_id AND s.state = 'now')
        OR EXISTS (
            SELECT 1 FROM journey_wait w WHERE w.case_id = c.id AND w.holder_id = q.owner_id AND w.ended_at IS NULL
        )
        OR EXISTS (
            SELECT 1 FROM journey_decision d
            WHERE d.case_id = c.id AND d.decider_id = q.owner_id AND d.decided_at IS NULL
        )
        OR EXISTS (
            SELECT 1 FROM journey_employment e WHERE e.person_id = q.owner_id AND e.unit_id = c.unit_id
            AND e.is_leader AND e.period @> %(now)s::timestamptz
        )
    )
)
ORDER BY q.promised_on, q.id
