"""What runs by itself and how often: every line names a task of a room; seconds, or a time of day in Amsterdam."""

from celery.schedules import crontab

BEAT_TABLE = {
    "deliver notices": {"task": "centre.deliver_notices", "schedule": 15.0},
    "forgotten passwords": {"task": "centre.answer_password_questions", "schedule": 15.0},
    "contact that waited": {"task": "centre.carry_out_contact_changes", "schedule": 900.0},
    "worker heartbeat": {"task": "centre.heartbeat", "schedule": 30.0},
    "seasons waiting": {"task": "groups.compose_waiting", "schedule": 30.0},
    "session reminders": {"task": "groups.queue_reminders", "schedule": 300.0},
    "places of which the term is over": {"task": "groups.queue_lapsed_offers", "schedule": 300.0},
    "questionnaires": {"task": "research.open_measurements", "schedule": 900.0},
    "reports waiting": {"task": "research.build_waiting_reports", "schedule": 60.0},
    "other parent silent": {"task": "intake.remind_waiting_parents", "schedule": crontab(hour=9, minute=0)},
    "still interested": {"task": "intake.remind_of_interest", "schedule": crontab(hour=9, minute=20)},
    "how families fared": {"task": "research.freeze_learning", "schedule": crontab(hour=4, minute=40)},
    "referrer feedback": {"task": "referrals.report_back_due", "schedule": 900.0},
    "questions to partners": {"task": "referrals.queue_partner_questions", "schedule": 60.0},
    "partners' help": {"task": "referrals.watch_partners", "schedule": crontab(hour=6, minute=50)},
    "news to partners": {"task": "referrals.deliver_web_hooks", "schedule": 30.0},
    "register": {"task": "therapists.queue_register_notices", "schedule": 900.0},
    "scan waiting files": {"task": "centre.scan_waiting_files", "schedule": 120.0},
    "seal access log": {"task": "centre.seal_access_log", "schedule": crontab(hour=2, minute=10)},
    "odd reads": {"task": "centre.weekly_odd_reads", "schedule": crontab(hour=6, minute=30, day_of_week="mon")},
    "consult table": {"task": "referrals.remind_table_follow_ups", "schedule": crontab(hour=8, minute=30)},
    "safety plans": {"task": "centre.look_again_at_safety_plans", "schedule": crontab(hour=6, minute=0)},
    "retention": {"task": "centre.retention", "schedule": crontab(hour=3, minute=20)},
    "newsletter": {"task": "centre.deliver_newsletter", "schedule": 60.0},
    "bounces": {"task": "centre.record_bounces", "schedule": 300.0},
    "daily digest": {"task": "centre.daily_digest", "schedule": crontab(hour=7, minute=0)},
    "pages": {"task": "centre.keep_editions", "schedule": crontab(hour=4, minute=5)},
    "prune": {"task": "centre.prune", "schedule": crontab(hour=3, minute=50)},
}
