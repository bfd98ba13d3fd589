"""How forms look: Tabler's classes on Django's widgets."""

from django.forms.renderers import TemplatesSetting


class SiteRenderer(TemplatesSetting):
    """Renders fields by templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
