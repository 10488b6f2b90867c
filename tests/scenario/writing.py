"""A small family for story files, and how many lines it takes: events begin on the line after."""

SMALL = """\
scenario: small
units:
  school: Skovbakkeskolen
  far: Fjernskolen
blueprint: school_support
cast:
  ida: {name: Ida, age: 8}
  mette: {name: Mette Holm, parent_of: ida, label: mor}
  bo: {name: Bo Holm, parent_of: ida, label: far}
  lars: {name: Lars Winther, title: klasselærer, unit: school}
  dorte: {name: Dorte Kjær, title: skoleleder, unit: school, leader: true}
  ulla: {name: Ulla Strand, title: lærer, unit: far}
case: {child: ida, unit: school, contact: lars, deputy: dorte, rhythm: {mette: 7}}
events:
"""
FIRST_EVENT_LINE = SMALL.count("\n") + 1
