"""The words that the portal begins with, in both languages: what is said, and where it is from.

Facts are those of the policy (楚办发〔2023〕7号) and of the sources named beside them; an editor changes them in the portal's
admin, and the setup never touches a page that is there.
"""
