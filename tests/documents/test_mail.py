"""E-mails: one message is one application."""

from __future__ import annotations

import base64
import email.message

import pytest
import seeds

from jiufang.documents.mail import decoded_words, filename
from jiufang.documents.reader import read_bytes
from jiufang.documents.records import Status

LETTER = "Dear Ms Rivera,\n\n" + "I have worked in wards with ventilated patients for six years and led a night team. " * 6
HEAD = "From: {sender}\nTo: jobs@example.org\nSubject: {subject}\nMIME-Version: 1.0\n"


def test_attachments_come_first_and_a_mere_cover_note_is_left_out():
    """An e-mail that only announces its attachment is that attachment."""
    reading = read_bytes(seeds.mail(attachments={"cv.pdf": seeds.pdf(), "more.docx": seeds.docx()}), name="a.eml")

    assert [d.member for d in reading.documents] == ["cv.pdf", "more.docx"]
    assert reading.status is Status.OK


def test_a_letter_is_a_further_document():
    """A message with something to say follows its attachments as member "body"."""
    reading = read_bytes(seeds.mail(LETTER, {"cv.docx": seeds.docx()}), name="a.eml")

    assert [d.member for d in reading.documents] == ["cv.docx", "body"]


def test_a_message_without_attachments_is_the_document():
    """The body alone is the application; its sender and subject stand below it."""
    reading = read_bytes(seeds.mail(seeds.TEXT, subject=f"=?gb2312?B?{base64.b64encode('应聘'.encode('gbk')).decode()}?="), name="a.eml")

    text = reading.documents[0].text
    assert text.startswith("Zhang Min")
    assert text.endswith("From: Zhang Min <zhang.min@example.com>\nSubject: 应聘")


def test_a_body_in_gbk_is_read():
    """A body labelled GB2312 is GB18030 in practice."""
    raw = (
        HEAD.format(sender="a@example.cn", subject="x").encode()
        + b'Content-Type: text/plain; charset="gb2312"\n\n'
        + "李伟，熟练使用镕铸设备".encode("gb18030")
    )

    assert "李伟，熟练使用镕铸设备" in read_bytes(raw, name="a.eml").documents[0].text


def test_an_html_body_is_read_when_there_is_no_text():
    """Messages from web mail have HTML only."""
    raw = HEAD.format(sender="a@example.cn", subject="x").encode() + b"Content-Type: text/html; charset=utf-8\n\n" + seeds.html()

    assert "Lab assistant" in read_bytes(raw, name="a.eml").documents[0].text


def test_a_forwarded_message_is_opened():
    """The attachment of a forwarded message is found."""
    inner = seeds.mail(attachments={"cv.docx": seeds.docx()})
    raw = HEAD.format(sender="a@example.org", subject="Fwd").encode() + b"Content-Type: message/rfc822\n\n" + inner

    assert [d.member for d in read_bytes(raw, name="a.eml").documents] == ["cv.docx"]


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=utf-8''%E7%AE%80%E5%8E%86.pdf",
        "attachment; filename*0*=utf-8''%E7%AE%80; filename*1*=%E5%8E%86.pdf",
        f"attachment; filename==?utf-8?B?{base64.b64encode('简历.pdf'.encode()).decode()}?=",
        f'attachment; filename="=?gbk?B?{base64.b64encode("简历.pdf".encode("gbk")).decode()}?="',
        "attachment; filename*=gb2312''%BC%F2%C0%FA.pdf",
    ],
)
def test_attachment_names_are_decoded(disposition):
    """RFC 2231, RFC 2047 and what programs really send give the same name."""
    part = email.message.Message()
    part["Content-Disposition"] = disposition

    assert filename(part) == "简历.pdf"


def test_a_name_cannot_climb():
    """Only the last part of an attachment's name is used."""
    part = email.message.Message()
    part["Content-Disposition"] = 'attachment; filename="../../etc/cv.pdf"'

    assert filename(part) == "cv.pdf"


def test_broken_encoded_words_are_left_as_they_are():
    """A header that cannot be decoded is shown, not an error."""
    assert decoded_words("=?klingon?Q?abc?=") == "abc"
    assert decoded_words("=?utf-8?B?###?=")


def test_a_hostile_attachment_does_not_cost_the_others():
    """A program is refused with its name and reason; the résumé beside it is read."""
    reading = read_bytes(seeds.mail(attachments={"cv.pdf.exe": b"MZ\x90", "cv.docx": seeds.docx()}), name="a.eml")

    assert [d.member for d in reading.documents] == ["cv.docx"]
    assert "cv.pdf.exe: it is a program" in reading.problems[0].message
