"""Mail as a way in.

A raw message is stored before it is acknowledged (`receive`, `listener`); a loop parses it
(`parse`), reads the facts of S6 from it (`facts`), finds the ticket by proof (`proof`) or the
service by what the mail names (`matching`), and calls one action of `qendra.tickets`.
"""
