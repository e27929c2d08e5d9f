"""Pages of /beheer/ in the reader's language: an admin class says what its model and its fields are called there."""


class Worded:
    """Stands before Django's class. `names`: one and many of the model; `labels`: field → its name.

    They are given to the model when the class is registered: said in the model, each word would be a migration.
    """

    names: tuple = ()
    labels: dict = {}  # noqa: RUF012 read only, as Django's own class options

    def __init__(self, first, admin_site):
        model = self.model if hasattr(self, "model") else first  # an inline knows its own, and is made with its parent
        model._meta.verbose_name, model._meta.verbose_name_plural = self.names
        for name, label in self.labels.items():
            model._meta.get_field(name).verbose_name = label
        super().__init__(first, admin_site)
