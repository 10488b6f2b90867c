from datetime import date

import pytest

from journey.rules.named_days import names_only_days_to_come

TODAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("text", "written_on", "expected"),
    [
        ("En fast sagsbehandler, senest torsdag 12. november", "2026-10-20", True),
        ("En fast sagsbehandler, senest onsdag 4. november", "2026-10-20", True),
        ("En fast sagsbehandler, senest tirsdag 3. november", "2026-10-20", False),
        ("Mødet 3. november og brevet 12. november", "2026-10-20", False),
        ("Svar senest 5. januar", "2026-10-20", True),
        ("Svar senest 5. januar 2026", "2026-10-20", False),
        ("Svar senest 20. december", "2026-01-02", False),
        ("Besøget 7.–18. december", "2026-10-20", True),
        ("Besøget 28. oktober–4. november", "2026-10-20", False),
        ("Torbens notat", "2026-10-20", True),
        ("De 10 timer om dansk", "2026-10-20", True),
        ("Svar i morgen", "2026-11-03", False),
        ("Svar på torsdag", "2026-11-03", False),
        ("Svar i næste uge", "2026-11-03", False),
        ("PPV i marts", "2026-11-03", False),
        ("Svar efter ferien", "2026-11-03", False),
        ("Svar 12/11", "2026-11-03", False),
        ("Svar senest 31. februar", "2026-11-03", False),
    ],
)
def test_a_text_is_carried_on_only_while_its_days_lie_ahead(text: str, written_on: str, expected: bool) -> None:
    found = names_only_days_to_come(text, written_on=date.fromisoformat(written_on), today=TODAY)
    assert found is expected
