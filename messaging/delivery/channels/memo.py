"""A MeMo 1.2 message for Digital Post: neutral in every field that is shown before it is opened (T26, G3)."""

from base64 import b64encode
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree as ET

NAMESPACE = "https://DigitalPost.dk/MeMo-1"
LABEL_LIMIT, NOTIFICATION_LIMIT = 256, 150
ET.register_namespace("memo", NAMESPACE)


def memo(
    *,
    message_uuid: UUID,
    label: str,
    notification: str,
    text: str,
    language: str,
    sender_cvr: str,
    sender_label: str,
    recipient_cpr: str,
    created_at: datetime,
) -> bytes:
    """The message as XML. Raises ValueError for a label or notification that Digital Post would refuse.

    ``additionalNotification`` is left out on purpose: it is where names end up. ``legalNotification`` is false: whether
    a notice has legal effect is a lawyer's to say, and this one only says that there is something to read.
    """
    if len(label) > LABEL_LIMIT or len(notification) > NOTIFICATION_LIMIT:
        raise ValueError("label or notification too long")
    message = ET.Element(_named("Message"), memoVersion="1.2", memoSchVersion="1.2.0")
    header = _below(message, "MessageHeader")
    _said(header, messageType="DIGITALPOST", messageUUID=str(message_uuid), label=label, notification=notification)
    _said(header, reply="false", mandatory="false", legalNotification="false")
    _said(_below(header, "Sender"), senderID=sender_cvr, idType="CVR", label=sender_label)
    _said(_below(header, "Recipient"), recipientID=recipient_cpr, idType="CPR")
    body = _below(message, "MessageBody")
    _said(body, createdDateTime=created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    file = _below(_below(body, "MainDocument"), "File")
    content = b64encode(text.encode()).decode()
    _said(file, encodingFormat="text/plain", filename="besked.txt", language=language, content=content)
    written: bytes = ET.tostring(message, encoding="utf-8", xml_declaration=True)
    return written


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _below(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, _named(name))


def _said(parent: ET.Element, **values: str) -> None:
    """Elements in the order of the schema, which is the order they are given in."""
    for name, value in values.items():
        _below(parent, name).text = value
