"""Runs without anybody at the keyboard, for the user's own account: what each machine's own scheduler is given.

`plan` says what is run and renders the templates; `systemd`, `cron` and `windows` each write and remove it;
`installation` chooses among them and shows what is there.
"""
